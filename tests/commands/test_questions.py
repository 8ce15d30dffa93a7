"""The questions of `new` and `update`, at a terminal."""

import sys
from pathlib import Path

from site_builder.commands import questions
from site_builder.vocabulary import ComponentStatus, Status
from tests.program import NOW, make_site, tree
from tests.terminal import at_terminal

OPENED = "incidents/2026-05-01-nobody-can-pay-by-card.md"


def files(site: Path) -> set[str]:
    return set(tree(site))


def test_new_asks_for_what_is_missing_and_shows_the_file_before_it_writes(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    with at_terminal("new", "--site", site, "--now", NOW) as desk:
        desk.answer("What has happened", "Nobody can pay by card")
        desk.answer("What is it? [incident]", "")
        desk.answer("Which service is affected?", "2")
        desk.answer("How is “Card payments”?", "major outage")
        desk.answer("another one?", "")
        desk.answer("How much does it matter? [by rule]", "")
        desk.answer("When will customers hear more?", "+90m")
        desk.answer("What still works?", "Cash, and our website.")
        desk.answer("What should customers do?", "")
        desk.answer("What do customers need to know?", "Cash works.")
        desk.answer("> ", "")
        desk.answer("> ", "We are sorry.")
        desk.answer("> ", ".")
        desk.wait_for("title: Nobody can pay by card")
        assert not (site / OPENED).exists()
        desk.answer("Write this file? [Y/n]", "")
        assert desk.end() == 0
    assert (site / OPENED).read_text(encoding="utf-8") == (
        "---\n"
        "title: Nobody can pay by card\n"
        "date: 2026-05-01 12:00\n"
        "components:\n"
        "  cards: major_outage\n"
        "next_update: 2026-05-01 13:30\n"
        "what_works: Cash, and our website.\n"
        "---\n\n"
        "Cash works.\n\nWe are sorry.\n"
    )
    assert "the next update is promised by 2026-05-01 13:30 BST" in desk.shown
    assert desk.shown.count("\n    title: Nobody can pay by card") == 1


def test_an_answer_that_cannot_be_used_is_asked_for_again(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    with at_terminal("new", "Tills", "-m", "Text", "--site", site, "--now", NOW) as desk:
        desk.answer("What is it?", "4")
        desk.wait_for('"4" is none of them')
        desk.answer("What is it?", "planned work")
        desk.answer("When does the work begin?", "soon")
        desk.wait_for('"soon" is not a time')
        desk.answer("When does the work begin?", "tomorrow 22:00")
        desk.answer("When does it end?", "+4h")
        desk.answer("Which service is affected?", "Card payments")
        desk.answer("[under_maintenance]", "")
        desk.answer("another one?", "")
        assert desk.end() == 0
    text = (site / "incidents/2026-05-01-tills.md").read_text(encoding="utf-8")
    assert "starts: 2026-05-02 22:00\nends: 2026-05-03 02:00\n" in text
    assert "  cards: under_maintenance\n" in text


def test_no_is_taken_for_no_and_the_text_is_given_back(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    before = files(site)
    with at_terminal("resolve", "--site", site, "--now", NOW) as desk:
        desk.answer("Which incident? [slow-orders]", "")
        desk.answer("> ", "It is over.")
        desk.answer("> ", ".")
        desk.answer("Write this file?", "n")
        desk.wait_for("nothing was written")
        desk.wait_for("It is over.")
        assert desk.end() == 1
    assert files(site) == before


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    before = files(site)
    with at_terminal("update", "slow", "--site", site, "--now", NOW) as desk:
        desk.answer("Where does it stand now? [identified]", "")
        desk.wait_for("orders  Online orders (now degraded_performance)")
        desk.answer("Does a service work better or worse now?", "\x03")
        assert desk.end() == 130
    assert files(site) == before


def an_editor(folder: Path, script: str) -> str:
    """A program that gets the file's path, as editors do."""
    file = folder / "editor.py"
    file.write_text(
        f"import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text()\n{script}\n", encoding="utf-8"
    )
    return f"{sys.executable} {file}"


def test_an_update_can_be_written_in_the_editor_and_a_mistake_leads_back_to_it(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    script = (
        "if 'majr' in text:\n"
        "    text = text.replace('majr', 'major')\n"
        "else:\n"
        "    text = text.replace('identified', 'identified\\ncomponents: {cards: majr_outage}')\n"
        "    text += 'We know why.\\n'\n"
        "file.write_text(text)"
    )
    editor = an_editor(tmp_path, script)
    with at_terminal("update", "slow", "--site", site, "--now", NOW, VISUAL=editor, EDITOR="false") as desk:
        desk.answer("Where does it stand now?", "")
        desk.answer("Does a service work better or worse now?", "")
        desk.answer("When will customers hear more?", "")
        desk.answer("> ", "")
        desk.wait_for("majr_outage")
        desk.answer("Mend it in your editor? [Y/n]", "")
        desk.answer("Write this file? [Y/n]", "")
        assert desk.end() == 0
    text = (site / "incidents/slow-orders/2026-05-01-1200.md").read_text(encoding="utf-8")
    assert text.endswith("components: {cards: major_outage}\n---\n\nWe know why.\n")


def test_a_correction_asks_for_its_reason_and_opens_the_editor(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    editor = an_editor(tmp_path, "file.write_text(text.replace('longer', 'shorter'))")
    with at_terminal("correct", "incidents/slow-orders.md", "--site", site, "--now", NOW, VISUAL=editor) as desk:
        desk.answer("What was wrong? (readers see this)", "It said too much.")
        desk.answer("Change the text now, in your editor? [Y/n]", "")
        desk.answer("Write this file? [Y/n]", "")
        assert desk.end() == 0
    text = (site / "incidents/slow-orders.md").read_text(encoding="utf-8")
    assert "reason: It said too much.\n---\n\nOrders take shorter than usual.\n" in text


def test_what_options_say_wrong_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    for command in (("new", "T", "--kind", "incident"), ("update", "slow")):
        with at_terminal(*command, "--component", "oders=down", "--site", site, "--now", NOW) as desk:
            assert desk.end() == 2
        assert "unknown component" in desk.shown


def test_with_no_input_nothing_is_asked_at_a_terminal_either(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    with at_terminal("update", "slow", "--no-input", "--site", site, "--now", NOW) as desk:
        assert desk.end() == 2
    assert "--message" in desk.shown


def test_every_status_is_explained() -> None:
    assert set(questions.STATUSES) == set(Status)
    assert set(questions.COMPONENT_STATUSES) == set(ComponentStatus)
