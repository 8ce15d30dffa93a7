import json
from pathlib import Path

from jsonschema import Draft202012Validator

from tests.program import make_site, run


def test_schema_prints_each_of_the_schemas() -> None:
    for subject in ("front-matter", "translation", "site"):
        done = run("schema", subject)
        assert done.returncode == 0, done.stderr
        Draft202012Validator.check_schema(json.loads(done.stdout))


def test_schema_of_a_site_names_its_components(tmp_path: Path) -> None:
    make_site(tmp_path)
    general, own = (json.loads(run("schema", "front-matter", *of).stdout) for of in ((), ("--site", str(tmp_path))))
    value = {"title": "Orders are slow", "date": "2026-05-01 09:00", "components": {"order": "operational"}}
    assert Draft202012Validator(general).is_valid(value)
    assert not Draft202012Validator(own).is_valid(value)


def test_schema_of_a_site_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    done = run("schema", "front-matter", "--site", tmp_path)
    assert done.returncode == 1
    assert "there is no site.yml" in done.stderr


def test_schema_of_nothing_known_is_a_usage_error() -> None:
    assert run("schema", "incident").returncode == 2
