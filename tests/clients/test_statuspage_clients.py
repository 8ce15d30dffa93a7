"""Clients of hosted status pages read our API over HTTP, with no error, and show what the page says."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.clients.serving import Served, serving
from tests.output.api.schemas import FOLDER as SCHEMAS
from tests.output.api.schemas import schema_of
from tests.program import eventually, make_site, run, run_process

BIN = Path(sys.executable).parent


def documents(folder: Path) -> dict[str, Any]:
    files = sorted(folder.glob("**/api/v2/**/*.json"))
    return {file.relative_to(folder).as_posix(): json.loads(file.read_text(encoding="utf-8")) for file in files}


# -- check-jsonschema ----------------------------------------------------------------------------


def test_check_jsonschema_finds_every_document_valid(demo: Path) -> None:
    by_schema: dict[str, list[Path]] = {}
    for path in documents(demo):
        by_schema.setdefault(schema_of(path), []).append(demo / path)
    assert len(by_schema) == 6
    assert sum(map(len, by_schema.values())) > 25
    for name, files in by_schema.items():
        done = run_process([str(BIN / "check-jsonschema"), "--schemafile", str(SCHEMAS / f"{name}.json")], *files)
        assert done.returncode == 0, done.stdout + done.stderr


def test_check_jsonschema_finds_what_is_not_valid(demo: Path, tmp_path: Path) -> None:
    broken = json.loads((demo / "api/v2/status.json").read_text(encoding="utf-8"))
    broken["status"]["indicator"] = "awful"
    (tmp_path / "status.json").write_text(json.dumps(broken), encoding="utf-8")
    schema = ["--schemafile", str(SCHEMAS / "status.json")]
    done = run_process([str(BIN / "check-jsonschema"), *schema], tmp_path / "status.json")
    assert done.returncode == 1
    assert "awful" in done.stdout


# -- statuspage-prometheus-exporter --------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def exporting(url: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The exporter as a daemon that watches `url`: the address of its metrics, and its log."""
    port = free_port()
    services = {"shop": {"name": "Harbour & Vale", "type": "status_page", "url": url}}
    (folder / "services.json").write_text(json.dumps(services), encoding="utf-8")
    log = folder / "log.txt"
    settings = {"METRICS_PORT": str(port), "SERVICES_JSON_PATH": str(folder / "services.json"), "DEBUG": "true"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [BIN / "statuspage-prometheus-exporter"],
            cwd=folder,
            env=os.environ | settings | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield f"http://127.0.0.1:{port}/metrics", log
        finally:
            process.terminate()
            process.wait(timeout=20)


def metrics(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())


def unescaped(label: str) -> str:
    return label.replace(r"\"", '"').replace(r"\n", "\n").replace("\\\\", "\\")


def test_the_exporter_shows_every_component_and_what_is_open(served: Served, demo: Path, tmp_path: Path) -> None:
    summary = documents(demo)["api/v2/summary.json"]
    with exporting(f"{served.url}/api/v2/summary.json", tmp_path) as (address, log):
        # It says so once its first look at the page is over.
        eventually(lambda: "Starting scheduler" in log.read_text(encoding="utf-8"))
        found = metrics(address)
        told = log.read_text(encoding="utf-8")
    assert re.search(r"^statuspage_probe_check\{.*\} 1\.0$", found, re.MULTILINE), found
    assert re.search(r'^statuspage_service_status\{service_name="Harbour & Vale"\} 0\.0$', found, re.MULTILINE)
    components = dict(
        re.findall(r'^statuspage_component_status\{component_name="(.*?)",.*\} (\S+)$', found, re.MULTILINE)
    )
    assert {unescaped(name): float(value) for name, value in components.items()} == {
        component["name"]: float(component["status"] == "operational") for component in summary["components"]
    }
    of_incidents = [line for line in found.splitlines() if line.startswith("statuspage_incident_info{")]
    assert len(of_incidents) == len(summary["incidents"]) > 0
    for incident in summary["incidents"]:
        (line,) = [line for line in of_incidents if incident["id"] in line]
        assert f'impact="{incident["impact"]}"' in line
        assert incident["shortlink"] in line
    of_work = [line for line in found.splitlines() if line.startswith("statuspage_maintenance_info{")]
    assert len(of_work) == len(summary["scheduled_maintenances"])
    assert not re.search(r" - (WARNING|ERROR|CRITICAL) - |Traceback", told), told


def test_the_exporter_has_nothing_to_tell_on_a_quiet_day(tmp_path: Path) -> None:
    site, public = make_site(tmp_path / "site"), tmp_path / "public"
    assert run("build", "--site", site, "--output", public, "--now", "2026-04-30T12:00:00+01:00").returncode == 0
    with serving(public) as quiet, exporting(f"{quiet.url}/api/v2/summary.json", tmp_path) as (address, log):
        # It says so once its first look at the page is over.
        eventually(lambda: "Starting scheduler" in log.read_text(encoding="utf-8"))
        found = metrics(address)
        told = log.read_text(encoding="utf-8")
    assert re.search(r'^statuspage_service_status\{service_name="Harbour & Vale"\} 1\.0$', found, re.MULTILINE)
    assert 'incident_name="No Active Incidents"' in found
    assert not re.search(r" - (WARNING|ERROR|CRITICAL) - |Traceback", told), told


# -- statuspage.js -------------------------------------------------------------------------------

READS_ALL = """
const { Statuspage } = require(process.argv[1]);
const page = new Statuspage("ours");
// It knows hosted pages only, by their name.
page.axios.defaults.baseURL = process.argv[2] + "/api/v2";
page.axios.defaults.proxy = false;
const names = ["summary", "status", "components", "allIncidents", "unresolvedIncidents",
  "allScheduledMaintenances", "activeScheduledMaintenances", "upcomingScheduledMaintenances"];
Promise.all(names.map((name) => page[name]()))
  .then((all) => console.log(JSON.stringify(Object.fromEntries(all.map((one, at) => [names[at], one])))));
"""

WATCHES = """
const { StatuspageUpdates, Statuspage } = require(process.argv[1]);
const request = Statuspage.prototype._makeRequest;
Statuspage.prototype._makeRequest = function (endpoint) {
  this.axios.defaults.baseURL = process.argv[2] + "/api/v2";
  this.axios.defaults.proxy = false;
  return request.call(this, endpoint);
};
const updates = new StatuspageUpdates("ours", 200);
updates.on("incident_update", (incident) => console.log("news: " + incident.incident_updates[0].body));
updates.once("run", () => console.log("watching"));
updates.start();
"""


def test_statuspage_js_reads_all_documents(served: Served, demo: Path, clients: Path, node: str) -> None:
    done = run_process([node, "-e", READS_ALL], clients / "node_modules" / "statuspage.js", served.url)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    ours = documents(demo)
    names = {
        "summary": "summary",
        "status": "status",
        "components": "components",
        "allIncidents": "incidents",
        "unresolvedIncidents": "incidents/unresolved",
        "allScheduledMaintenances": "scheduled-maintenances",
        "activeScheduledMaintenances": "scheduled-maintenances/active",
        "upcomingScheduledMaintenances": "scheduled-maintenances/upcoming",
    }
    # It reads our times as dates, and writes them as we do: nothing is lost. A day becomes its midnight.
    for method, name in names.items():
        said = json.dumps(ours[f"api/v2/{name}.json"])
        said = re.sub(r'"when": "(\d{4}-\d\d-\d\d)"', r'"when": "\1T00:00:00.000Z"', said)
        assert found[method] == json.loads(said)


def test_statuspage_js_tells_of_an_update(tmp_path: Path, clients: Path, node: str) -> None:
    site, public = make_site(tmp_path / "site"), tmp_path / "public"
    assert run("build", "--site", site, "--output", public, "--now", "2026-05-01T12:00:00+01:00").returncode == 0
    with serving(public) as served:
        process = subprocess.Popen(
            [node, "-e", WATCHES, clients / "node_modules" / "statuspage.js", served.url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "watching\n"
            update = "---\ndate: 2026-05-01 13:00\nstatus: resolved\n---\n\nOrders are **back**.\n"
            (site / "incidents/slow-orders").mkdir()
            (site / "incidents/slow-orders/2026-05-01-1300.md").write_text(update, encoding="utf-8")
            assert (
                run("build", "--site", site, "--output", public, "--now", "2026-05-01T14:00:00+01:00").returncode == 0
            )
            assert process.stdout.readline() == "news: Orders are back.\n"
        finally:
            process.terminate()
            _, errors = process.communicate(timeout=20)
    assert errors == ""


# -- Atlassian's own widget ----------------------------------------------------------------------


@contextmanager
def embedding(widget: Path, folder: Path, markup: str) -> Iterator[Served]:
    """A customer's own site, with the widget in its page."""
    folder.mkdir()
    (folder / "widget.js").write_bytes((widget / "dist" / "index.js").read_bytes())
    # The package assigns to a name that it never declares, which strict mode refuses, whatever page it asks.
    head = '<title>Shop</title><link rel="icon" href="data:,"><script>var parcelRequire;</script>'
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{markup}<script src="widget.js"></script>'
    (folder / "index.html").write_text(page, encoding="utf-8")
    with serving(folder) as site:
        yield site


@pytest.mark.browser
@pytest.mark.parametrize("appearance", ["basic", "badge"])
def test_the_widget_shows_the_headline_on_another_site(
    page: Page, served: Served, demo: Path, clients: Path, tmp_path: Path, appearance: str
) -> None:
    status = documents(demo)["api/v2/status.json"]["status"]
    assert status["indicator"] == "critical"
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    widget = clients / "node_modules" / "@statuspage" / "status-widget"
    markup = f'<statuspage-widget src="{served.url}" appearance="{appearance}" title="Shop"></statuspage-widget>'
    with embedding(widget, tmp_path / "site", markup) as site:
        page.goto(f"{site.url}/index.html")
        shown = page.locator("statuspage-widget .status-container")
        expect(shown).to_contain_text(status["description"])
        expect(shown.locator(".status-indicator")).to_have_class(re.compile(r"\bcritical\b"))
        expect(page.locator("statuspage-widget a")).to_have_attribute("href", served.url)
    assert errors == []


def test_all_that_clients_asked_for_was_there(served: Served) -> None:
    for name in ("status", "components", "incidents", "scheduled-maintenances/active"):
        address = f"{served.url}/api/v2/{name}.json"
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Content-Type"].startswith("application/json")
    assert [asked for asked in served.asked if asked[1] != 200] == []
