"""
The one-call functions: everything a command or a page does, the library does in one call.

They join the world (``io``) with the verbs, which do not know each other. Heavy libraries load here
only when a call needs them.
"""

from porewise.calls.labels import (
    barcode_in_photo,
    check,
    check_label_photo,
    check_many,
    check_shelf,
    import_cosing,
    import_open_beauty_facts,
    product_by_barcode,
    read_label_photo,
    read_label_upload,
)
from porewise.calls.photos import combine_shots, measure_photo, measure_together, measure_upload, ruler_of
from porewise.calls.routine import (
    calendar,
    calendar_after,
    check_in,
    check_in_file,
    doctor_pdf,
    explain_causes,
    plan_routine,
    read_diary_file,
    read_profile,
    read_told,
    refer_options,
    week_pdf,
)
from porewise.calls.visits import (
    ask,
    assess,
    assess_demo,
    assess_document,
    assess_document_to_take,
    assess_reading,
    check_in_document,
)

__all__ = [
    "ask",
    "assess",
    "assess_demo",
    "assess_document",
    "assess_document_to_take",
    "assess_reading",
    "barcode_in_photo",
    "calendar",
    "calendar_after",
    "check",
    "check_in",
    "check_in_document",
    "check_in_file",
    "check_label_photo",
    "check_many",
    "check_shelf",
    "combine_shots",
    "doctor_pdf",
    "explain_causes",
    "import_cosing",
    "import_open_beauty_facts",
    "measure_photo",
    "measure_together",
    "measure_upload",
    "plan_routine",
    "product_by_barcode",
    "read_diary_file",
    "read_label_photo",
    "read_label_upload",
    "read_profile",
    "read_told",
    "refer_options",
    "ruler_of",
    "week_pdf",
]
