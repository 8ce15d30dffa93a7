import http.client
import re
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.program import INCIDENT, NOW, Running, make_site, run, running, tree


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def address(serving: Running) -> str:
    """Where the program says that it serves."""
    found = re.search(r"http://\S+", serving.wait_for("serving http"))
    assert found is not None
    return found.group().rstrip("/")


def test_serve_shows_the_site_on_this_machine_and_under_its_names_only(site: Path) -> None:
    with running("serve", "--site", site, "--now", NOW, "--port", "0") as serving:
        home = address(serving)
        assert home.startswith("http://127.0.0.1:")
        serving.wait_for("1 incident, 1 update →")
        with urlopen(f"{home}/") as response:
            assert "Orders are slow" in response.read().decode()
        host, _, port = home.removeprefix("http://").rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.request("GET", "/", headers={"Host": "evil.example"})
        assert connection.getresponse().status == 403
        connection.close()


def test_a_port_that_is_taken_is_a_usage_error(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--site", site, "--now", NOW, "--port", port)
    assert done.returncode == 2
    assert f"port {port} can't be used" in done.stderr


def test_drafts_are_served_marked_and_never_from_public(site: Path) -> None:
    (site / "incidents/draft.md").write_text(
        INCIDENT.replace("title:", "draft: true\ntitle:").replace("Orders are slow", "Only a draft"), encoding="utf-8"
    )
    later = INCIDENT.replace("2026-05-01 09:00", "2026-05-02 09:00").replace("Orders are slow", "Not before tomorrow")
    (site / "incidents/later.md").write_text(later, encoding="utf-8")
    with running("serve", "--drafts", "--site", site, "--now", NOW, "--port", "0") as serving:
        home = address(serving)
        serving.wait_for("3 incidents, 3 updates →")
        with urlopen(f"{home}/") as response:
            text = response.read().decode()
        assert "Only a draft" in text
        assert "Draft: not published" in text
        assert "Not before tomorrow" in text
        assert "Held back until" in text
        assert "Preview" in text
        assert not (site / "public").exists()
        assert not any(name.endswith((".atom", ".rss")) for name in tree(site / ".site-builder/drafts"))


def test_a_rehearsal_is_served_from_a_folder_of_its_own_and_says_so(site: Path) -> None:
    with running("serve", "--rehearsal", "--site", site, "--now", NOW, "--port", "0") as serving:
        home = address(serving)
        serving.wait_for("1 incident, 1 update →")
        with urlopen(f"{home}/") as response:
            assert "<title>This is an exercise: " in response.read().decode()
        assert (site / ".site-builder/rehearsal/index.html").is_file()
        assert not (site / "public").exists()


def test_drafts_and_rehearsal_do_not_go_together(site: Path) -> None:
    done = run("serve", "--drafts", "--rehearsal", "--site", site)
    assert done.returncode == 2
    assert "leave --drafts out" in done.stderr


def test_drafts_and_output_do_not_go_together(site: Path) -> None:
    done = run("serve", "--drafts", "--site", site, "--output", site / "public")
    assert done.returncode == 2
    assert "leave --output out" in done.stderr


@pytest.mark.browser
def test_an_open_page_shows_an_edit_by_itself(site: Path, page: Page) -> None:
    with running("serve", "--site", site, "--now", NOW, "--port", "0") as serving:
        home = address(serving)
        serving.wait_for("1 incident, 1 update →")
        page.goto(f"{home}/")
        expect(page.get_by_text("Orders take longer than usual.")).to_be_visible()
        file = site / "incidents/slow-orders.md"
        file.write_text(INCIDENT.replace("longer than usual", "no longer than usual"), encoding="utf-8")
        expect(page.get_by_text("Orders take no longer than usual.")).to_be_visible(timeout=20_000)


@pytest.mark.browser
def test_a_problem_lies_over_the_open_page_until_it_is_mended(site: Path, page: Page) -> None:
    with running("serve", "--site", site, "--now", NOW, "--port", "0") as serving:
        home = address(serving)
        serving.wait_for("1 incident, 1 update →")
        page.goto(f"{home}/")
        file = site / "incidents/slow-orders.md"
        file.write_text(INCIDENT.replace("degraded_performance", "broken"), encoding="utf-8")
        overlay = page.get_by_role("alert")
        expect(overlay).to_contain_text('unknown component status "broken"', timeout=20_000)
        expect(overlay).to_contain_text("incidents/slow-orders.md:5:11")
        file.write_text(INCIDENT.replace("are slow", "are fine"), encoding="utf-8")
        expect(page.get_by_text("Orders are fine").first).to_be_visible(timeout=20_000)
        expect(overlay).to_have_count(0)
