"""What is wrong with a command is said in a line, with what was probably meant. It ends with 2 where its words cannot
be read and with 1 where what they ask for is refused, never with a traceback.
"""

import io
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from generation.models import Run

pytestmark = pytest.mark.django_db(transaction=True)


def refusal(*args: str) -> CommandError:
    with pytest.raises(CommandError) as refused:
        call_command(*args, stdout=io.StringIO(), stderr=io.StringIO())
    assert "\n" not in str(refused.value)
    return refused.value


OF_A_PROJECT = [
    ("add_member", "{}", "anna", "viewer"),
    ("aggregate", "{}"),
    ("join", "{}"),
    ("agreement", "{}"),
    ("attention", "{}"),
    ("certify", "{}"),
    ("curate", "{}"),
    ("cut_version", "{}"),
    ("duplicates", "{}"),
    ("enhance", "{}", "mckd"),
    ("export", "{}", "1", "--output", "-"),
    ("filters", "{}"),
    ("generate", "{}", "--recipe", "simprompt", "--count", "3"),
    ("grade", "{}", "quality", "--endpoint", "peer"),
    ("ask_again", "{}", "1"),
    ("import_knowledge", "{}", __file__),
    ("import_samples", "{}", __file__),
    ("judges", "{}"),
    ("learning", "{}"),
    ("plan_audit", "{}"),
    ("estimate", "{}"),
    ("propose_recipe", "{}", "--count", "3", "--budget", "1"),
    ("recipe", "{}"),
    ("replay", "{}", "1"),
    ("route", "{}"),
    ("score", "{}"),
    ("review_policy", "{}"),
    ("try_codebook", "{}"),
]


@pytest.mark.parametrize("args", OF_A_PROJECT, ids=lambda args: args[0])
def test_every_command_says_which_project_was_meant(codebook, args):
    said = refusal(*(arg.format("reveiws") for arg in args))
    assert (str(said), said.returncode) == ("There is no project reveiws. Did you mean reviews?", 1)


def test_they_are_all_commands_of_a_project():
    folders = (settings.BASE_DIR / app / "management" / "commands" for app in ("generation", "annotation"))
    there = {file.stem for folder in folders for file in folder.glob("[a-z]*.py")}
    assert there - {args[0] for args in OF_A_PROJECT} == {"create_token", "create_user", "prepare_round"}


def test_a_project_that_is_like_none_is_no_guess(codebook):
    assert str(refusal("recipe", "weather")) == "There is no project weather."


SIMPROMPT = ("generate", "reviews", "--recipe", "simprompt", "--count", "5")


@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["run", "dry run"])
@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("generate", "reviews"), 2, "Say --recipe and --count, or --resume."),
        (("generate", "reviews", "--recipe", "simprompt"), 2, "Say --recipe and --count"),
        (("generate", "reviews", "--recipe", "simpromt", "--count", "5"), 1, "Did you mean simprompt?"),
        (("generate", "reviews", "--recipe", "simprompt", "--count", "0"), 2, "--count 0: write a number from 1 to"),
        ((*SIMPROMPT, "--endpoint", "peeer"), 1, "There is no endpoint called “peeer”. Did you mean “peer”?"),
        ((*SIMPROMPT, "--second-endpoint", "peeer"), 1, "Did you mean “peer”?"),
        ((*SIMPROMPT, "--second-endpoint", "peer"), 1, "This recipe asks one model alone."),
        ((*SIMPROMPT, "--param", "temperature"), 2, "--param temperature: write NAME=VALUE."),
        ((*SIMPROMPT, "--param", "temprature=1"), 1, "Did you mean “temperature”?"),
        ((*SIMPROMPT, "--param", "temperature=9"), 1, "temperature: Enter a number from 0 to 2."),
        ((*SIMPROMPT, "--param", "temperature=warm"), 1, "temperature: Enter a number."),
        ((*SIMPROMPT, "--param", "question=sentimnt"), 1, "Did you mean “sentiment”?"),
        ((*SIMPROMPT, "--seed", "-1"), 2, "--seed -1: write a number from 0 to"),
        ((*SIMPROMPT, "--least-yield", "nan"), 2, "--least-yield nan: write a number from 0 to 1."),
        ((*SIMPROMPT, "--most-cost", "-3"), 2, "--most-cost -3.0: write a number from 0 to 1,000."),
        (("generate", "reviews", "--recipe", "retrieval-grounded", "--count", "5"), 1, "documents"),
        (("generate", "reviews", "--recipe", "metamath", "--count", "5"), 1, "question"),
    ],
)
def test_what_generate_cannot_do_starts_nothing(codebook, project, args, code, said, dry):
    project.endpoints.create(name="peer", base_url="http://127.0.0.1:9/v1", model="m")
    problem = refusal(*args, *dry)
    assert said in str(problem)
    assert problem.returncode == code
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "command", [SIMPROMPT, (*SIMPROMPT, "--dry-run"), ("propose_recipe", "reviews", "--count", "5")]
)
@pytest.mark.parametrize("budget", ["much", "nan", "inf", "-1", "0", "1e12"])
def test_a_budget_is_an_amount_of_money(codebook, project, command, budget):
    problem = refusal(*command, f"--budget={budget}")
    assert str(problem).startswith(f"--budget {budget}: write ")
    assert problem.returncode == 2
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "command", [SIMPROMPT, (*SIMPROMPT, "--dry-run"), ("propose_recipe", "reviews", "--count", "5")]
)
def test_a_budget_that_no_request_fits_in_is_refused(codebook, project, command):
    problem = refusal(*command, "--budget=0.00001")
    assert (str(problem), problem.returncode) == ("A budget must be at least $0.0001.", 1)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("add_member", "reviews", "ana", "viewer"), "There is no user ana. Did you mean anna?"),
        (("create_token", "anna2"), "There is no user anna2. Did you mean anna?"),
        (("recipe", "reviews", "--show", "atrprompt"), "There is no recipe “atrprompt”. Did you mean attrprompt?"),
        (("recipe", "reviews", "--save", "/no/such.yaml"), "/no/such.yaml cannot be read: No such file or directory."),
        (("recipe", "reviews", "--save", sys.executable), "cannot be read: it is not UTF-8."),
        (("import_knowledge", "reviews", "/no/such.txt"), "There is no file /no/such.txt."),
        (("import_samples", "reviews", "/no/such.csv"), "There is no file /no/such.csv."),
        (("export", "reviews", "3", "--output", "-"), "There is no version 3 of reviews. None is cut yet."),
        (("replay", "reviews", "3"), "There is no sample 3 in reviews."),
        (("generate", "reviews", "--resume", "3"), "There is no run 3 in reviews."),
        (("generate", "reviews", "--resume"), "There is no open run to resume."),
        (("propose_recipe", "reviews", "--plan", "3"), "There is no plan 3."),
        (("certify", "reviews"), "No snapshot is frozen yet: run it with --freeze first."),
        (("try_codebook", "reviews"), "There is no draft of the codebook. Edit it first, and save the draft."),
        (("try_codebook", "reviews", "--judge"), "Nothing was tried yet."),
        (("try_codebook", "reviews", "--judge", "7"), "There is no try 7."),
        (("curate", "reviews", "--min-probability", "7"), "0"),
        (("cut_version", "reviews", "--min-probability", "nan"), "0"),
    ],
)
def test_what_is_not_there_is_said(codebook, annotator, args, said):
    problem = refusal(*args)
    assert said in str(problem)
    assert problem.returncode == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("backup", "/no/such/folder.tar.gz"), "/no/such/folder.tar.gz cannot be written: No such file or directory."),
        (("restore", "/no/such.tar.gz"), "/no/such.tar.gz cannot be read: "),
        (("simulator", "--port", "99999"), "Port 99999 cannot be used: "),
        (("simulator", "--host", "no.such.host.invalid"), "Port "),
    ],
)
def test_what_the_system_does_not_let_us_do_is_said(args, said, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert str(refusal(*args)).startswith(said)


def test_a_shell_is_given_one_line_and_the_code(tmp_path):
    environment = {"PATH": "/usr/bin", "SYNTHLAB_DATA_DIR": str(tmp_path)}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "recipe", "reviews"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = "CommandError: The database is not ready: run `migrate`, or `serve`, which does it by itself.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)
