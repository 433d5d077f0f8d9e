"""The commands and their options. Heavy libraries load inside the calls, so that help answers at once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from porewise.cli.life import IcsFile, PdfFile, WeekFile, Zone, checkin, write_file, zone_of
from porewise.cli.show import Progress, print_json, print_lines, say, stdin_lines
from porewise.values.errors import PorewiseError

if TYPE_CHECKING:
    from porewise.values.ruler import Reference

app = typer.Typer(
    name="porewise",
    help="Measures the visible pores of a face from ordinary photos, explains them and plans a safe routine. "
    "Nothing leaves this computer.",
    no_args_is_help=False,
    rich_markup_mode=None,  # plain words: one sentence per error, nothing drawn around it
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Photos = Annotated[
    list[Path],
    typer.Argument(help="Photo files (JPEG, PNG, HEIC, TIFF, WebP).", show_default=False, metavar="PHOTO..."),
]
OnePhoto = Annotated[Path | None, typer.Option("--photo", help="A photo of one face from the front.")]
ProfileFile = Annotated[
    Path, typer.Option("--profile", help="A profile in TOML: the person and what they own.")
]
PxPerMm = Annotated[
    float | None,
    typer.Option("--px-per-mm", min=0.001, help="Pixels per millimetre, where you know it (close-ups)."),
]
PupilDistance = Annotated[
    float | None,
    typer.Option(
        "--pupil-distance",
        min=40,
        max=85,
        help="The person's pupil distance in mm, looking far (spectacle prescription, or learnt with --together).",
    ),
]
ReferenceText = Annotated[
    str | None,
    typer.Option(
        "--reference",
        help="Two points of the photo in pixels and their distance: X1,Y1,X2,Y2=MM (a ruler's marks, a coin's edges).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON (see: porewise schema).")]
WithPores = Annotated[bool, typer.Option("--pores", help="List every spot that was looked at (with --json).")]
Start = Annotated[
    datetime | None,
    typer.Option(
        "--start", formats=["%Y-%m-%d"], help="First day of the routine, YYYY-MM-DD. Default: today."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]


@app.callback(invoke_without_command=True)
def start_here(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Without a command: open the web app."""
    if version:
        from porewise import __version__

        print_lines([f"porewise {__version__}"])
        raise typer.Exit
    if context.invoked_subcommand is None:
        serve()


@app.command()
def measure(
    photos: Photos,
    px_per_mm: PxPerMm = None,
    pupil_distance: PupilDistance = None,
    reference: ReferenceText = None,
    together: Annotated[
        bool, typer.Option("--together", help="Read the photos as several shots of one visit.")
    ] = False,
    pores: WithPores = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure the visible pores in photos: density, diameter and more per zone, with intervals."""
    from porewise import calls
    from porewise.report.text import reading_lines, shots_lines
    from porewise.values.ruler import Ruler

    if px_per_mm is not None and reference is not None:
        raise typer.BadParameter("--px-per-mm and --reference were both given; give the scale one way")
    ruler = Ruler(px_per_mm, reference_from(reference), pupil_distance)
    readings = []
    with Progress("Measuring", len(photos), quiet=quiet) as progress:
        for path in photos:
            try:
                reading = calls.measure_photo(path, ruler=ruler)
            except PorewiseError as error:
                say(str(error))
            else:
                readings.append(reading)
                if not together and as_json:
                    print_json(reading.to_json(pores=pores), one_line=len(photos) > 1)
                elif not together:
                    print_lines(reading_lines(reading))
            progress.step()
    if together and readings:
        shots = calls.combine_shots(readings)
        print_json(shots.to_json()) if as_json else print_lines(shots_lines(shots))
    if len(readings) < len(photos):
        raise typer.Exit(1)


def reference_from(text: str | None) -> Reference | None:
    """Read ``X1,Y1,X2,Y2=MM``. Raises ``PorewiseError`` with the form where it is something else."""
    from porewise.values.ruler import Reference

    if text is None:
        return None
    points, _, length = text.partition("=")
    try:
        x1, y1, x2, y2 = (float(n) for n in points.split(","))
        mm = float(length)
    except ValueError:
        raise PorewiseError(
            f"--reference is {text!r}; write two points in pixels and their distance in mm: X1,Y1,X2,Y2=MM."
        ) from None
    return Reference(x1, y1, x2, y2, mm)


@app.command()
def explain(
    profile: ProfileFile,
    photo: OnePhoto = None,
    px_per_mm: PxPerMm = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say what may stand behind the visible pores, with the evidence for and against."""
    from porewise import calls
    from porewise.report.text import findings_lines

    person = calls.read_profile(profile)
    with Progress("Measuring", 1, quiet=quiet or photo is None):
        reading = (
            None if photo is None else calls.measure_photo(photo, ruler=calls.ruler_of(person, px_per_mm))
        )
    findings = calls.explain_causes(person, reading)
    print_json(findings.to_json()) if as_json else print_lines(findings_lines(findings))


@app.command()
def plan(
    profile: ProfileFile,
    photo: OnePhoto = None,
    start: Start = None,
    px_per_mm: PxPerMm = None,
    ics: IcsFile = None,
    pdf: PdfFile = None,
    week: WeekFile = None,
    time_zone: Zone = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan every morning and evening from what the person owns; proven against the rules."""
    from porewise import calls
    from porewise.report.text import routine_lines

    person = calls.read_profile(profile)
    zone = zone_of(time_zone) if ics is not None or time_zone is not None else None
    with Progress("Planning", 1, quiet=quiet):
        report = calls.assess(photo, person, start=_day(start), px_per_mm=px_per_mm)
    routine = report.routine
    if ics is not None:
        write_file(ics, calls.calendar(routine, person, zone=zone))
    if pdf is not None:
        write_file(pdf, calls.doctor_pdf(report, person))
    if week is not None:
        write_file(week, calls.week_pdf(routine, person))
    print_json(routine.to_json()) if as_json else print_lines(routine_lines(routine))


app.command()(checkin)


@app.command()
def check(
    text: Annotated[
        str | None, typer.Argument(help="An ingredient list; - reads stdin.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help='A text file, or a .jsonl file of {"id", "text"} for many products.'),
    ] = None,
    label: Annotated[
        Path | None, typer.Option("--label", help="A photo of the pack where its ingredients are printed.")
    ] = None,
    barcode: Annotated[
        str | None,
        typer.Option("--barcode", help="A barcode, in digits or in a photo; looked up in what you imported."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="What it is: cleanser, moisturiser, sunscreen …")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", help="A profile in TOML: adds what concerns this person.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read an ingredient list: what is in it, what matters for visible pores, what could not be read."""
    from porewise import calls
    from porewise.cli.checking import check_many, check_one, check_photo, read_text, text_by_barcode
    from porewise.knowledge import words

    if sum(given is not None for given in (text, file, label, barcode)) != 1:
        raise typer.BadParameter(
            "give an ingredient list, or --file with one, or --label with a photo, or --barcode; one of them"
        )
    if kind is not None and kind not in words("category"):
        raise typer.BadParameter(f"{kind!r} is no type; choose one of {', '.join(words('category'))}")
    person = None if profile is None else calls.read_profile(profile)
    if file is not None and file.suffix == ".jsonl":
        if not check_many(file, kind, person):
            raise typer.Exit(1)
        return
    if label is not None:
        check_photo(label, kind, person, as_json=as_json)
        return
    if barcode is not None:
        text = text_by_barcode(barcode)
    check_one(read_text(file) if text in (None, "-") else str(text), kind, person, as_json=as_json)


@app.command("import")
def import_(
    what: Annotated[str, typer.Argument(help="cosing or openbeautyfacts.", show_default=False)],
    file: Annotated[Path, typer.Argument(help="The export you downloaded.", show_default=False)],
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder that keeps everything. Default: ~/Porewise.")
    ] = None,
) -> None:
    """Take in an official export you downloaded: CosIng names, or Open Beauty Facts products by barcode."""
    from porewise.cli.checking import import_file

    if what not in ("cosing", "openbeautyfacts"):
        raise typer.BadParameter(f"{what!r} cannot be imported; choose cosing or openbeautyfacts")
    import_file(what, file, data)


@app.command()
def ask(
    claim: Annotated[
        str, typer.Argument(help="A claim or question; - reads one per line from stdin.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Say whether a claim about pores is true, false, partly true or unproven, with sources."""
    from porewise import calls
    from porewise.report.verdict import verdict_lines

    many = claim == "-"
    for number, line in enumerate(stdin_lines() if many else (claim,)):
        answer = calls.ask(line)
        if as_json:
            print_json(answer.to_json(), one_line=many)
        else:
            print_lines([*([""] if number else []), *verdict_lines(answer, asked=line if many else "")])


@app.command()
def refer(profile: ProfileFile, as_json: AsJson = False) -> None:
    """Say when to see someone, red flags first, and what a doctor might discuss."""
    from porewise import calls
    from porewise.report.text import referrals_lines

    referrals = calls.refer_options(calls.read_profile(profile))
    print_json(referrals.to_json()) if as_json else print_lines(referrals_lines(referrals))


@app.command()
def assess(
    profile: ProfileFile,
    photo: OnePhoto = None,
    start: Start = None,
    px_per_mm: PxPerMm = None,
    pores: WithPores = False,
    pdf: PdfFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """One photo, one profile, one report: measure, explain, plan and refer."""
    from porewise import calls
    from porewise.report.text import visit_lines

    person = calls.read_profile(profile)
    with Progress("Measuring and planning", 1, quiet=quiet):
        report = calls.assess(photo, person, start=_day(start), px_per_mm=px_per_mm)
    if pdf is not None:
        write_file(pdf, calls.doctor_pdf(report, person))
    print_json(report.to_json(pores=pores)) if as_json else print_lines(visit_lines(report))


@app.command()
def demo(start: Start = None, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Show a whole report of the example person: a rendered face that belongs to nobody."""
    from porewise import calls
    from porewise.report.text import visit_lines

    with Progress("Measuring the example", 1, quiet=quiet):
        report = calls.assess_demo(start=_day(start))
    if as_json:
        print_json(report.to_json())
        return
    print_lines(["EXAMPLE DATA: a rendered face that belongs to nobody, and an invented profile.", ""])
    print_lines(visit_lines(report))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this installation: models, libraries, disk, and that nothing needs the network."""
    from porewise.cli.checkup import checkup

    checks = checkup()
    if as_json:
        print_json(
            {
                "schema": "porewise/doctor/1",
                "ok": all(c.ok for c in checks),
                "checks": [c.to_json() for c in checks],
            }
        )
    else:
        print_lines(f"{'ok ' if c.ok else 'BAD'}  {c.name}: {c.says}" for c in checks)
    if not all(c.ok for c in checks):
        raise typer.Exit(1)


@app.command()
def knowledge(
    find: Annotated[str, typer.Argument(help="An id (R05) or a word (retinoid).", show_default=False)] = "",
    as_json: AsJson = False,
) -> None:
    """List the records Porewise reasons with, or show those that match: statement, strength, sources."""
    from porewise.knowledge.browse import all_records, find_records

    records = find_records(find) if find else all_records()
    if as_json:
        print_json({"schema": "porewise/knowledge/1", "records": [r.to_json() for r in records]})
        return
    for r in records:
        grounds = f"strength {r.strength}, {', '.join(r.source)}" if r.strength else ", ".join(r.source)
        grounds = ", ".join(x for x in (grounds, f"reviewed {r.review}") if x)
        print_lines([f"{r.kind} {r.id}: {r.says}" + f" ({grounds})"])
    if not records:
        say(f"No record is called or speaks of {find!r}; `porewise knowledge` alone lists all of them.")


@app.command()
def schema(
    name: Annotated[
        str | None, typer.Argument(help="Document name, such as reading.", show_default=False)
    ] = None,
) -> None:
    """Print the JSON Schema of a document; without a name, list the documents."""
    from porewise.report.contracts import contract, contract_names

    if name is None:
        print_lines(contract_names())
        return
    if name not in contract_names():
        raise typer.BadParameter(f"{name!r} is no document; choose one of {', '.join(contract_names())}")
    print_json(contract(name))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; this computer only by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")] = 8765,
    data: Annotated[
        Path | None, typer.Option(help="Folder that keeps everything. Default: ~/Porewise.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
) -> None:
    """Open the web app on this computer."""
    from porewise.web.server import serve as run

    run(host, port, data, not no_browser)


def _day(start: datetime | None) -> date:
    return (start or datetime.now().astimezone()).date()
