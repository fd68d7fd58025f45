"""Facts about the clean-up as a command, and its offer after an import, run as a user runs them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_work import Run, read, run, template

__all__ = ["run", "template"]

CORTO, FROST = 3, 5


def test_the_list_is_what_attention_speaks_of_and_each_deal_is_decided_by_one_word(run: Run) -> None:
    found = read(run, "cleanup")
    listed = {one["id"] for one in found["deals"]}
    assert {line["deal_id"] for line in read(run, "plan")["attention"]["lines"] if line["deal_id"]} <= listed
    assert (found["rep"], found["count"], found["open"]) == ("Ana Ruiz", len(listed), 5)
    status, out, err = run("cleanup", "--decide", f"{CORTO}=keep", f"{FROST}=lost:no budget")
    assert (status, err) == (0, "")
    assert out == "Cleaned up 2 deals: 1 kept, 1 lost. To take all of it back: sprintsales undo\n"
    assert not {CORTO, FROST} & {one["id"] for one in read(run, "cleanup")["deals"]}
    frost = read(run, "deals", "show", f"#{FROST}")
    assert (frost["status"], frost["outcome_reason"]) == ("lost", "no budget")
    assert run("undo")[0] == 0
    assert read(run, "cleanup")["deals"] == found["deals"]


def test_what_cannot_be_read_says_how_to_write_it_and_changes_nothing(run: Run) -> None:
    for word, status, said in (
        (f"{CORTO}=sell", 2, "write ID=keep"),
        (f"{CORTO}=rest", 2, "say which day"),
        (f"{CORTO}=date:yesterday", 1, "Give it a day to come"),
        (f"{CORTO}=rest:today", 1, "still to come"),
        ("6=lost", 1, "Ben Okafor’s deal"),
        ("999=lost", 1, "deals list"),
    ):
        found, out, err = run("cleanup", "--decide", f"{FROST}=lost", word)
        assert (found, out) == (status, ""), word
        assert said in err, err
    assert read(run, "deals", "show", f"#{FROST}")["status"] == "open"


def test_an_import_that_flags_a_third_offers_the_clean_up_with_its_key_and_command(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(
        "id,name,owner,stage,value,close\n"
        + "".join(f"D{n},Deal {n},Ben Okafor,Proposal,100,2026-10-01\n" for n in range(9))
        + "".join(f"W{n},Gone {n},Ben Okafor,Won,100,2026-10-01\n" for n in range(60))
    )
    status, out, _ = run("import", str(file), "--kind", "deals", "--map", "external_id=id", "--map", "close_on=close", "--as", "Mia")
    assert status == 0
    last = out.rstrip().splitlines()[-1]
    assert last.startswith(
        "14 of 17 open deals ask for something: Ben Okafor 10, Ana Ruiz 4. Go through them, one key each: c on Plan, or "
    )
    assert last.endswith("cleanup --rep 'Ben Okafor'")
