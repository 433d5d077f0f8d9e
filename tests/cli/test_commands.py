"""The commands as a user types them: answers on stdout, the rest on stderr, honest exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
from jsonschema import Draft202012Validator

from porewise.report.contracts import contract
from porewise.synth import Camera, Pores, SkinRecipe, demo, draw_skin

PROFILE = demo.profile_path()


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed command in its own process."""
    code = "from porewise.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def validate(name: str, document: object) -> None:
    """Check a document against its published schema alone, as a reader of the document would."""
    Draft202012Validator(contract(name)).validate(document)


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn close-up at 12 px/mm as a file."""
    path = tmp_path_factory.mktemp("photos") / "close up.png"
    skin = draw_skin(SkinRecipe(18, 14, Pores(40, contrast=0.35), camera=Camera(12.0)), seed=2)
    cv2.imwrite(str(path), skin.picture[..., ::-1])
    return path


def test_measure_prints_one_valid_reading(patch: Path) -> None:
    """One photo: one JSON document on stdout, nothing on stderr when nobody watches."""
    done = run("measure", str(patch), "--px-per-mm", "12", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    validate("reading", document)
    assert document["zones"][0]["zone"] == "patch"
    assert document["photo"]["name"] == "close up.png"
    assert "pores" not in document


def test_measure_prints_the_same_bytes_each_time(patch: Path) -> None:
    """Same photo, same version: same bytes, in two separate processes."""
    one, two = (run("measure", str(patch), "--px-per-mm", "12", "--json", "--pores").stdout for _ in range(2))
    assert one == two
    assert str(patch.parent) not in one


def test_of_several_photos_the_unusable_one_costs_one_line_and_the_exit_code(
    patch: Path, tmp_path: Path
) -> None:
    """JSON Lines for the good ones, one sentence on stderr for the bad one, exit 1."""
    bad = tmp_path / "notes.txt"
    bad.write_text("this is no photo")
    done = run("measure", str(patch), str(bad), str(patch), "--px-per-mm", "12", "--json")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    for line in lines:
        validate("reading", json.loads(line))
    assert len(done.stderr.splitlines()) == 1
    assert "notes.txt" in done.stderr


def test_a_refusal_is_an_answer(patch: Path) -> None:
    """Too coarse: verdict `refused`, exit 0."""
    done = run("measure", str(patch), "--px-per-mm", "3", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "refused"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("measure", "nowhere.jpg"), 1, "nowhere.jpg"),
        (("explain", "--profile", "nowhere.toml"), 1, "nowhere.toml"),
        (("measure", "x.jpg", "--px-per-mm", "0"), 2, "px-per-mm"),
        (("measure",), 2, "PHOTO"),
        (("plan", "--profile", str(PROFILE), "--start", "tomorrow"), 2, "start"),
        (("shrink",), 2, "shrink"),
        (("schema", "pores"), 2, "reading"),
    ],
)
def test_wrong_input_gets_one_plain_answer_and_no_traceback(
    words: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    """Unusable input exits 1, usage errors 2; the text names what is wrong."""
    done = run(*words, cwd=tmp_path)
    assert done.returncode == code
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert len(done.stderr.splitlines()) == 1


def test_an_invalid_profile_names_field_and_value(tmp_path: Path) -> None:
    """A misspelt key is answered with the nearest known one."""
    profile = tmp_path / "me.toml"
    profile.write_text('[person]\nage = 30\nskin_tpye = "oily"\n')
    done = run("plan", "--profile", str(profile))
    assert done.returncode == 1
    assert "skin_tpye" in done.stderr
    assert "skin_type" in done.stderr


@pytest.mark.parametrize("name", ["findings", "routine", "referrals"])
def test_explain_plan_and_refer_print_valid_documents(name: str) -> None:
    """Each verb's JSON fits its published schema."""
    command = {"findings": "explain", "routine": "plan", "referrals": "refer"}[name]
    more = ("--start", "2026-03-02") if name == "routine" else ()
    done = run(command, "--profile", str(PROFILE), "--json", *more)
    assert done.returncode == 0, done.stderr
    validate(name, json.loads(done.stdout))


def test_demo_reports_the_example_person_as_example() -> None:
    """The whole report of the rendered face: measured zones, eight causes, a plan; marked as example."""
    done = run("demo", "--start", "2026-03-02", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    validate("report", report)
    assert report["reading"]["verdict"] == "measured"
    assert {z["zone"] for z in report["reading"]["zones"]} >= {"left_cheek", "forehead", "chin"}
    assert len(report["findings"]["causes"]) == 8
    assert report["routine"]["outcome"] == "plan"
    assert report["routine"]["days"][0]["date"] == "2026-03-02"


def test_assess_prints_a_report_people_can_read(patch: Path) -> None:
    """Text for people: what was measured, why, what to do, what could not be told; no grades, no promises."""
    done = run(
        "assess",
        "--photo",
        str(patch),
        "--px-per-mm",
        "12",
        "--profile",
        str(PROFILE),
        "--start",
        "2026-03-02",
    )
    assert done.returncode == 0, done.stderr
    for heading in (
        "What was measured",
        "What may stand behind it",
        "A routine",
        "When to see someone",
        "What could not be told",
    ):
        assert heading in done.stdout
    assert "per cm²" in done.stdout
    assert "not medical advice" in done.stdout


def test_schema_lists_and_prints_every_document() -> None:
    """Every published schema is itself valid, and comes out of the command."""
    names = run("schema").stdout.split()
    assert {"reading", "findings", "routine", "referrals", "report", "profile"} <= set(names)
    for name in names:
        Draft202012Validator.check_schema(contract(name))
    assert json.loads(run("schema", "reading").stdout) == contract("reading")


def test_doctor_finds_this_installation_whole() -> None:
    """Models, OpenCV, assets and the example face are all there."""
    done = run("doctor", "--json")
    document = json.loads(done.stdout)
    validate("doctor", document)
    assert done.returncode == 0, document


def test_knowledge_shows_a_record_with_its_strength_and_sources() -> None:
    """What Porewise reasons with can be read: by id, by word, as data; nothing found is said."""
    shown = run("knowledge", "R01").stdout
    assert "evening" in shown
    assert "strength A" in shown
    document = json.loads(run("knowledge", "retinoid", "--json").stdout)
    validate("knowledge", document)
    records = document["records"]
    assert {"R01", "R02"} <= {r["id"] for r in records}
    nothing = run("knowledge", "unobtainium")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "unobtainium" in nothing.stderr


def test_completion_can_be_shown() -> None:
    """Shell completion comes with the command."""
    done = run("--show-completion", "bash")
    assert done.returncode == 0, done.stderr
    assert "porewise" in done.stdout or "_COMPLETE" in done.stdout


def test_several_shots_are_read_as_one(patch: Path, tmp_path: Path) -> None:
    """--together: one document for the visit, with the scatter between the shots; in words too."""
    mirrored = tmp_path / "mirrored.png"
    cv2.imwrite(str(mirrored), cv2.imread(str(patch))[:, ::-1])
    done = run("measure", str(patch), str(mirrored), "--px-per-mm", "12", "--together", "--json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    validate("shots", document)
    assert document["zones"][0]["density_per_cm2"]["shots"] == 2
    words = run("measure", str(patch), str(mirrored), "--px-per-mm", "12", "--together").stdout
    assert "2 photos read as one" in words
    assert "the 2 shots scatter by " in words
    copies = run("measure", str(patch), str(patch), "--px-per-mm", "12", "--together").stdout
    assert "1 of 1 different photos" in copies


def test_the_scale_is_given_one_way(patch: Path) -> None:
    """Two scales at once are a usage error, and nothing is measured by either."""
    done = run("measure", str(patch), "--px-per-mm", "12", "--reference", "20,20,140,20=10")
    assert done.returncode == 2
    assert "one way" in done.stderr


def test_a_reference_in_the_picture_gives_the_scale(patch: Path) -> None:
    """Two points 120 pixels apart that are 10 mm apart: 12 px/mm, and the document says where it is from."""
    done = run("measure", str(patch), "--reference", "20,20,140,20=10", "--json")
    scale = json.loads(done.stdout)["scale"]
    assert scale["source"] == "reference"
    assert scale["px_per_mm"]["value"] == pytest.approx(12.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("20,20,140=10", "X1,Y1,X2,Y2=MM"),
        ("1,1,4,1=10", "at least 10 pixels apart"),
        ("0,0,99,0=-3", "above 0"),
        ("0,0,nan,0=3", "at least 10 pixels apart"),
    ],
)
def test_a_reference_that_is_none_costs_one_sentence(patch: Path, text: str, says: str) -> None:
    """Exit 1, the value and the remedy, no traceback, nothing on stdout."""
    done = run("measure", str(patch), "--reference", text, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_label_photo_that_cannot_be_read_is_an_answer_with_the_reason_on_stderr(tmp_path: Path) -> None:
    """Nothing printed on it: a product without a list, exit code 0, and the remedy for whoever took the photo."""
    if find_spec("rapidocr") is None:
        pytest.skip("the extra “ocr” is not installed: no label is read")
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((300, 400, 3), 180, np.uint8))
    done = run("check", "--label", str(tmp_path / "wall.png"), "--json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    validate("product", document)
    assert (document["verdict"], document["sections"]) == ("no_list", [])
    assert done.stderr.startswith("wall.png: No print was found")
