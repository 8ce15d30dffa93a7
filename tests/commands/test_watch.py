import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.program import INCIDENT, NOW, eventually, make_site, running, tree


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


@pytest.fixture(scope="module", autouse=True)
def written_long_ago(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A site, and when it was written: before the first of these tests, so that the one that needs an old site hardly
    has to wait for it."""
    return make_site(tmp_path_factory.mktemp("old") / "site"), time.monotonic()


def home(site: Path) -> str:
    return (site / "public/index.html").read_text(encoding="utf-8")


def test_a_file_edited_saved_atomically_added_renamed_or_deleted_is_built(site: Path) -> None:
    file = site / "incidents/slow-orders.md"
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("1 incident, 1 update →")

        file.write_text(INCIDENT.replace("are slow", "are paused"), encoding="utf-8")
        watching.wait_for("changed: incidents/slow-orders.md")
        watching.wait_for("1 incident, 1 update →")
        assert "Orders are paused" in home(site)

        temporary = site / "incidents/.slow-orders.md.tmp"
        temporary.write_text(INCIDENT.replace("are slow", "are stopped"), encoding="utf-8")
        temporary.replace(file)
        watching.wait_for("1 incident, 1 update →")
        assert "Orders are stopped" in home(site)

        (site / "incidents/cards.md").write_text(INCIDENT.replace("Orders are slow", "Cards"), encoding="utf-8")
        watching.wait_for("2 incidents, 2 updates →")

        (site / "incidents/cards.md").rename(site / "incidents/card-payments.md")
        watching.wait_for("2 incidents, 2 updates →")
        assert (site / "public/incidents/card-payments/index.html").is_file()
        assert not (site / "public/incidents/cards").exists()

        (site / "incidents/card-payments.md").unlink()
        watching.wait_for("1 incident, 1 update →")
        assert not (site / "public/incidents/card-payments").exists()


def test_a_git_checkout_is_built(site: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=Writer", "-c", "user.email=writer@corner.example"]
        subprocess.run(["git", *identity, *arguments], cwd=site, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", "site.yml", "incidents")
    git("commit", "-m", "one")
    git("checkout", "-b", "other")
    (site / "incidents/slow-orders.md").unlink()
    for number in range(20):
        text = INCIDENT.replace("Orders are slow", f"Story {number}")
        (site / f"incidents/story-{number}.md").write_text(text, encoding="utf-8")
    git("add", "--all", "incidents")
    git("commit", "-m", "two")
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("20 incidents, 20 updates →")
        git("checkout", "main")
        watching.wait_for("1 incident, 1 update →")
        assert "Orders are slow" in home(site)


def test_a_broken_file_is_reported_the_good_site_stays_and_it_recovers(site: Path) -> None:
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("1 incident, 1 update →")
        before = tree(site / "public")
        file = site / "incidents/slow-orders.md"
        file.write_text(INCIDENT.replace("title:", "titel:"), encoding="utf-8")
        watching.wait_for('unknown key "titel"')
        watching.wait_for("the last good site stays")
        assert tree(site / "public") == before
        file.write_text(INCIDENT.replace("are slow", "are back"), encoding="utf-8")
        watching.wait_for("1 incident, 1 update →")
        assert "Orders are back" in home(site)


def test_what_was_edited_while_the_settings_were_broken_is_built_when_they_are_mended(
    written_long_ago: tuple[Path, float],
) -> None:
    site, since = written_long_ago
    settings = site / "site.yml"
    good = settings.read_text(encoding="utf-8")
    # 2.1 seconds after it was written the program, when it has read it, trusts how it looks.
    time.sleep(max(0.0, since + 2.1 - time.monotonic()))
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("1 incident, 1 update →")
        settings.write_text(f"nonsense: yes\n{good}", encoding="utf-8")
        watching.wait_for("the last good site stays")
        (site / "incidents/slow-orders.md").write_text(INCIDENT.replace("are slow", "are back"), encoding="utf-8")
        watching.wait_for("changed: incidents/slow-orders.md")
        watching.wait_for("the last good site stays")
        settings.write_text(good, encoding="utf-8")
        watching.wait_for("1 incident, 1 update →")
        assert "Orders are back" in home(site)


def test_a_changed_setting_a_logo_wherever_it_lies_and_a_template_of_the_sites_own_are_built(site: Path) -> None:
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("1 incident, 1 update →")
        settings = site / "site.yml"
        settings.write_text(settings.read_text(encoding="utf-8").replace("Corner Shop", "The Shop"), encoding="utf-8")
        watching.wait_for("changed: site.yml")
        watching.wait_for("1 incident, 1 update →")
        assert "The Shop" in home(site)
        logo = site / "logo.png"
        logo.write_bytes(b"first")
        settings.write_text(settings.read_text(encoding="utf-8") + "logo: logo.png\n", encoding="utf-8")
        eventually(lambda: b"first" in tree(site / "public/assets").values())
        logo.write_bytes(b"second")
        eventually(lambda: b"second" in tree(site / "public/assets").values())
        (site / "templates").mkdir()
        (site / "templates/index.html").write_text("<p>{{ site.name.text }} and no more</p>", encoding="utf-8")
        watching.wait_for("1 incident, 1 update →")
        eventually(lambda: home(site) == "<p>The Shop and no more</p>")


def test_a_held_back_update_comes_out_when_its_date_arrives(site: Path) -> None:
    with running("watch", "--site", site) as watching:
        watching.wait_for("1 incident, 1 update →")
        # Two seconds are enough on most days. On others the date has come before the page was read.
        for seconds in (2, 4, 8, 16):
            soon = datetime.now(UTC) + timedelta(seconds=seconds)  # noqa: TID251 - the program runs by the real clock
            later = INCIDENT.replace("2026-05-01 09:00", f"{soon:%Y-%m-%d %H:%M:%S}Z")
            (site / "incidents/later.md").write_text(later.replace("Orders are slow", "Held back"), encoding="utf-8")
            built, page = watching.wait_for("→"), home(site)
            if datetime.now(UTC) < soon.replace(microsecond=0):  # noqa: TID251
                break
        assert "1 incident, 1 update →" in built
        assert "Held back" not in page
        watching.wait_for("held back until 20")
        watching.wait_for("a date has come")
        watching.wait_for("2 incidents, 2 updates →")
        assert "Held back" in home(site)


def test_building_does_not_make_it_build_again_and_it_ends_when_somebody_tells_it_to(site: Path) -> None:
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("1 incident, 1 update →")
        # Only this change may come next: a build of its own reads and writes would stand before it.
        (site / "incidents/new.md").write_text(INCIDENT, encoding="utf-8")
        watching.wait_for("2 incidents, 2 updates →")
        assert watching.stop(signal.SIGINT) == 130
        assert sum("→" in line for line in watching.lines) == 2
        assert not any("Traceback" in line for line in watching.lines)


def test_it_ends_when_the_machine_tells_it_to(site: Path) -> None:
    with running("watch", "--site", site, "--now", NOW) as watching:
        watching.wait_for("1 incident, 1 update →")
        assert watching.stop(signal.SIGTERM) == 0
        assert not any("Traceback" in line for line in watching.lines)
