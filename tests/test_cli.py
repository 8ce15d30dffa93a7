import re
import sys
from pathlib import Path

from site_builder import __version__
from site_builder.cli import cli
from tests.program import NOW, make_site, run, run_process


def test_the_version_is_said() -> None:
    for program in ([sys.executable, "-m", "site_builder"], [str(Path(sys.executable).with_name("site-builder"))]):
        done = run_process(program, "--version")
        assert (done.returncode, done.stdout) == (0, f"site-builder, version {__version__}\n")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from site_builder.cli import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0\n"
        "heavy = {'pydantic', 'jinja2', 'markdown', 'feedgen', 'babel', 'rich', 'yaml', 'nh3'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert run_process([sys.executable, "-c", code]).stdout == "[]\n"


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run("biuld")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_now_must_be_a_time_with_an_offset(tmp_path: Path) -> None:
    for wrong in ("yesterday", "2026-05-01T12:00:00"):
        done = run("build", "--site", make_site(tmp_path / wrong.replace(":", "")), "--now", wrong)
        assert done.returncode == 2
        assert f'--now "{wrong}"' in done.stderr


def test_source_date_epoch_stands_in_for_the_present(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    by_option = run("build", "--site", site, "--output", tmp_path / "a", "--now", "2026-05-01T11:00:00+00:00")
    by_epoch = run("build", "--site", site, "--output", tmp_path / "b", SOURCE_DATE_EPOCH="1777633200")
    assert by_option.returncode == by_epoch.returncode == 0
    home = [(tmp_path / name / "index.html").read_bytes() for name in "ab"]
    assert home[0] == home[1]


def test_a_bug_of_ours_ends_with_3_and_a_report_to_paste(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    # Nothing that a user can write raises, so the bug is put in by hand.
    code = (
        "import sys, site_builder.survey as survey\n"
        "def broken(*_, **__): raise RuntimeError('by hand')\n"
        "survey.load = broken\n"
        "from site_builder.cli import main\n"
        f"sys.argv = ['site-builder', 'build', '--site', {str(site)!r}]\n"
        "main()\n"
    )
    done = run_process([sys.executable, "-c", code])
    assert done.returncode == 3
    assert "This is a bug in Site Builder" in done.stderr
    assert f"site-builder {__version__}" in done.stderr
    assert "RuntimeError: by hand" in done.stderr
    assert not (site / "public").exists()


def test_help_of_each_command_says_what_it_does() -> None:
    text = run("--help").stdout
    commands = re.findall(r"^  ([a-z][a-z-]*)  +(\S.*)$", text, re.MULTILINE)
    assert [name for name, _ in commands] == sorted(cli.commands)


def test_strict_and_plain_builds_agree_where_there_are_no_warnings(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    assert run("build", "--site", site, "--now", NOW, "--strict").returncode == 0


def test_it_ends_without_freeing_anything_but_not_before_others_had_their_say(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    code = (
        "import atexit, sys\n"
        "from site_builder.cli import main\n"
        "class Big:\n"
        "    def __del__(self): print('freed')\n"
        "big = Big()\n"
        "atexit.register(print, 'had its say', flush=True)\n"
        f"sys.argv = ['site-builder', 'build', '--site', {str(site)!r}]\n"
        "main()\n"
    )
    done = run_process([sys.executable, "-c", code])
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "had its say")
    assert "files" in done.stdout
    assert (site / "public/index.html").exists()
