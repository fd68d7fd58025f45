"""Facts about the commands of suggestions and proposals, run as a user runs them."""

from __future__ import annotations

from tests.cli.test_work import Run, read, run, template

__all__ = ["run", "template"]


def test_suggestions_are_shown_with_their_reason_and_nothing_is_planned_by_looking(run: Run) -> None:
    found = read(run, "plan", "--suggest")
    first = found["suggestions"][0]
    assert (first["title"], first["code"], first["minutes"], first["value"]) == ("Corto upgrade", "uncovered", 30, "12000.00")
    assert found["fitting"] == len(found["suggestions"]) > 1
    assert read(run, "plan")["capacity"]["used_minutes"] == 0


def test_some_or_all_are_accepted_by_names_that_do_not_shift(run: Run) -> None:
    found = read(run, "plan", "--suggest")["suggestions"]
    of, second = len(found), found[1]["id"]
    status, out, _ = run("plan", "--suggest", "--accept", second)
    assert (status, out) == (0, f"Accepted 1 of {of} (#1). sprintsales undo takes it back.\n")
    assert second not in {one["id"] for one in read(run, "plan", "--suggest")["suggestions"]}
    status, _, err = run("plan", "--suggest", "--accept", second)
    assert (status, err) == (1, f"“{second}” is not suggested, or no longer. See what is: sprintsales plan --suggest\n")
    status, _, err = run("plan", "--suggest", "--accept", "2")
    assert (status, "is a place in the list, and places shift" in err) == (2, True)
    assert len(read(run, "plan", "--suggest", "--accept", "all")["planned"]) == of - 1


def test_a_proposal_goes_to_its_rep_and_its_answer_comes_back(run: Run) -> None:
    status, out, err = run("propose", "--to", "ana", "call acme renewal tue 30m", "--reason", "board on Friday", "--as", "Mia")
    assert (status, err) == (0, "")
    assert out == "Proposed #1 to Ana Ruiz: call Acme renewal, Tue 17 Nov. It is planned when Ana Ruiz accepts it.\n"
    assert read(run, "plan", "--suggest")["suggestions"][0]["reason"] == "Mia Chef proposes: board on Friday"
    assert run("proposals", "--decline", "1", "--reason", "called today")[0] == 0
    _, out, _ = run("proposals", "--as", "Mia")
    assert out.endswith("· declined on Mon 16 Nov: called today\n")
