"""Prompts as notifications, with a real notification service: chosen, dismissed, expired, lost and found again."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from jeepney import DBusNameFlags, HeaderFields, MessageType, message_bus, new_method_return
from jeepney.io.blocking import Proxy

from tests.desk import session
from tests.desk.programs import X_DESKTOP, need
from tests.desk.session import XSession, answers, running, wait_until
from unknot.desk.notification import SERVICE, Notification
from unknot.desk.prompting import CLOSED
from unknot.errors import InputError

ACTIONS = (("start", "Start 30 s"), ("later", "In 5 minutes"), ("skip", "Skip"))
LONG, SHORT = 15.0, 0.4


@pytest.fixture
def prompter(x_session: XSession) -> Iterator[Notification]:
    shown = Notification(x_session.environment, stays_s=60)
    yield shown
    shown.close()
    wait_until(lambda: x_session.displayed() == 0, "an empty screen")


def show(prompter: Notification, x_session: XSession, title: str = "Time to get up", text: str = "Neck turns"):
    """The prompt, once it stands on the screen."""
    before = len(x_session.notifications())
    prompter.show(title, text, ACTIONS)
    return x_session.wait_for_notification(before)


def test_a_prompt_stands_on_the_screen_with_its_actions(prompter, x_session):
    shown = show(prompter, x_session)
    assert (shown.program, shown.title, shown.text) == ("Unknot", "Time to get up", "Neck turns")
    assert shown.actions == (("default", "Start 30 s"), *ACTIONS)
    assert shown.stays_ms == 60_000
    assert shown.hints["desktop-entry"] == "unknot"
    assert (shown.hints["urgency"], shown.hints["transient"]) == (1, True)
    assert prompter.can_show
    assert prompter.can_answer


@pytest.mark.parametrize("key", [key for key, _ in ACTIONS])
def test_what_the_person_chooses_is_heard_and_the_notification_goes(prompter, x_session, key):
    show(prompter, x_session)
    x_session.choose(key)
    assert prompter.wait(LONG) == key
    wait_until(lambda: x_session.displayed() == 0, "the notification to go")
    assert prompter.wait(SHORT) is None


def test_a_click_on_the_notification_itself_starts(prompter, x_session):
    show(prompter, x_session)
    x_session.run("dunstctl", "action")
    assert prompter.wait(LONG) == "start"


def test_a_click_on_a_question_answers_nothing(prompter, x_session):
    before = len(x_session.notifications())
    prompter.show("Did it help?", "How does it feel?", (("better", "Better"), ("same", "Same"), ("worse", "Worse")))
    assert [key for key, _ in x_session.wait_for_notification(before).actions] == ["better", "same", "worse"]
    x_session.choose("worse")
    assert prompter.wait(LONG) == "worse"


def test_dismissing_it_is_heard_as_closed(prompter, x_session):
    show(prompter, x_session)
    x_session.dismiss()
    assert prompter.wait(LONG) == CLOSED


def test_what_is_withdrawn_or_expires_is_no_answer(prompter, x_session):
    show(prompter, x_session)
    prompter.withdraw()
    wait_until(lambda: x_session.displayed() == 0, "the notification to go")
    assert prompter.wait(SHORT) is None
    brief = Notification(x_session.environment, stays_s=0.2)
    show(brief, x_session)
    wait_until(lambda: x_session.displayed() == 0, "the notification to expire")
    assert brief.wait(SHORT) is None
    brief.close()


def test_a_second_prompt_replaces_the_first(prompter, x_session):
    first = show(prompter, x_session)
    second = show(prompter, x_session, "Did it help?")
    assert second.replaces == first.id
    assert x_session.displayed() == 1


def test_text_goes_as_it_is_to_a_service_that_knows_no_markup(prompter, x_session):
    assert "body-markup" not in prompter.capabilities
    assert show(prompter, x_session, text="<b>Neck</b> & more").text == "<b>Neck</b> & more"


def test_time_is_up_after_the_seconds_that_were_asked_for(prompter):
    began = time.monotonic()
    assert prompter.wait(SHORT) is None
    assert time.monotonic() - began >= SHORT


def test_waiting_sleeps_and_does_not_look_again_and_again(prompter, x_session):
    show(prompter, x_session)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw
    assert prompter.wait(1.0) is None
    assert resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw - before <= 3


def test_another_programs_notification_is_nobody_of_ours(prompter, x_session):
    show(prompter, x_session)
    other = Notification(x_session.environment, stays_s=60)
    show(other, x_session, "Another program")
    other.withdraw()
    assert prompter.wait(SHORT) is None
    other.close()


@contextmanager
def dunst(desktop: XSession) -> Iterator[None]:
    """Another notification service takes its place on the desktop."""
    with running(["dunst", "-conf", str(desktop.folder / "dunstrc")], desktop.environment):
        wait_until(lambda: answers(desktop.environment), "dunst")
        yield


@pytest.fixture
def restless() -> Iterator[XSession]:
    """A desktop whose notification service was never started."""
    need(*X_DESKTOP)
    with session.x_desktop(notifications=False, window_manager=False) as desktop:
        (desktop.folder / "menu").write_text(session.MENU.format(folder=desktop.folder))
        (desktop.folder / "dunstrc").write_text(session.DUNST.format(folder=desktop.folder))
        yield desktop


def test_a_service_that_comes_late_shows_what_waits(restless):
    prompter = Notification(restless.environment, stays_s=60)
    assert not prompter.can_show
    prompter.show("Time to get up", "Neck turns", ACTIONS)
    with dunst(restless):
        assert prompter.wait(SHORT * 3) is None
        assert prompter.can_show
        restless.wait_for_notification(0)
        restless.choose("later")
        assert prompter.wait(LONG) == "later"
    prompter.close()


def test_a_service_that_comes_late_does_not_show_what_was_withdrawn(restless):
    prompter = Notification(restless.environment, stays_s=60)
    prompter.show("Time to get up", "Neck turns", ACTIONS)
    prompter.withdraw()
    with dunst(restless):
        assert prompter.wait(SHORT * 3) is None
        assert restless.displayed() == 0
    prompter.close()


def test_a_service_that_is_started_anew_shows_the_prompt_again(restless):
    prompter = Notification(restless.environment, stays_s=60)
    with dunst(restless):
        assert prompter.wait(SHORT) is None
        prompter.show("Time to get up", "Neck turns", ACTIONS)
        restless.wait_for_notification(0)
    assert prompter.wait(SHORT) is None
    assert not prompter.can_show
    with dunst(restless):
        assert prompter.wait(SHORT * 3) is None
        assert restless.wait_for_notification(1).replaces == 0
        restless.choose("start")
        assert prompter.wait(LONG) == "start"
    prompter.close()


def test_signs_of_markup_are_escaped_for_a_service_that_would_take_them_for_markup(restless):
    file = restless.folder / "dunstrc"
    file.write_text(f"{file.read_text()}    markup = full\n")
    with dunst(restless):
        prompter = Notification(restless.environment, stays_s=60)
        assert "body-markup" in prompter.capabilities
        prompter.show("Time to get up", "<b>Neck</b> & more", ACTIONS)
        assert restless.wait_for_notification(0).text == "&lt;b&gt;Neck&lt;/b&gt; &amp; more"
        prompter.close()


class Plain:
    """A notification service without buttons, which gives its place up to the next one."""

    def __init__(self, desktop: XSession) -> None:
        self.shown: list[tuple[str, str, list[str]]] = []
        self._bus = desktop.bus()
        flags = DBusNameFlags.allow_replacement | DBusNameFlags.replace_existing
        assert Proxy(message_bus, self._bus).RequestName(SERVICE, flags) == (1,)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._bus.close()

    def _serve(self) -> None:
        answers = {
            "GetCapabilities": ("as", (["body"],)),
            "GetServerInformation": ("ssss", ("Plain", "Nobody", "1", "1.2")),
            "Notify": ("u", (7,)),
        }
        while True:
            try:
                asked = self._bus.receive()
            except (EOFError, OSError):
                return
            member = asked.header.fields.get(HeaderFields.member)
            if asked.header.message_type is not MessageType.method_call or member not in answers:
                continue
            if member == "Notify":
                self.shown.append((asked.body[3], asked.body[4], asked.body[5]))
            self._bus.send(new_method_return(asked, *answers[member]))


def test_a_service_without_buttons_gets_text_that_says_what_to_type(restless):
    with Plain(restless) as service:
        prompter = Notification(restless.environment, stays_s=60)
        assert (prompter.can_show, prompter.can_answer, prompter.service) == (True, False, "Plain")
        prompter.show("Time to get up", "Neck turns", ACTIONS)
        ((title, text, actions),) = service.shown
        assert (title, actions) == ("Time to get up", [])
        assert text.startswith("Neck turns\n")
        assert "unknot session desk" in text
        prompter.close()


def test_another_service_that_takes_over_is_asked_what_it_can_and_shows_the_prompt(restless):
    with Plain(restless) as first:
        prompter = Notification(restless.environment, stays_s=60)
        prompter.show("Time to get up", "Neck turns", ACTIONS)
        with Plain(restless) as second:
            assert prompter.wait(SHORT) is None
            assert len(first.shown) == len(second.shown) == 1
            prompter.close()


def test_after_the_bus_ended_waiting_still_takes_its_time():
    need("dbus-daemon")
    with session.home() as environment, session.message_bus(environment):
        lonely = Notification(environment, stays_s=60)
    began = time.monotonic()
    assert lonely.wait(SHORT) is None
    assert time.monotonic() - began >= SHORT
    lonely.show("Time to get up", "Neck turns", ACTIONS)
    assert not lonely.can_show
    lonely.close()


def test_a_session_without_a_bus_is_refused_in_one_clear_line():
    with pytest.raises(InputError) as refused:
        Notification({}, stays_s=60)
    (problem,) = refused.value.problems
    assert problem.code == "desk_no_notifications"
    assert "unknot desk --terminal" in problem.hint
