from porewise.calls import ask as ask
from porewise.calls import assess as assess
from porewise.calls import check as check
from porewise.calls import explain_causes as explain_causes
from porewise.calls import measure_photo as measure_photo
from porewise.calls import measure_together as measure_together
from porewise.calls import plan_routine as plan_routine
from porewise.calls import read_profile as read_profile
from porewise.calls import refer_options as refer_options
from porewise.synth import draw_skin as draw_skin
from porewise.values.errors import PorewiseError as PorewiseError
from porewise.values.estimate import Estimate as Estimate
from porewise.values.reading import Reading as Reading
from porewise.values.reading import Rejected as Rejected
from porewise.values.ruler import Reference as Reference
from porewise.values.ruler import Ruler as Ruler

__version__: str
