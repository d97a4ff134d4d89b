"""Every address of the web app."""

from django.urls import include, path

from unknot.web.views import (
    checkin,
    desk,
    enter,
    forecast,
    knots,
    learn,
    means,
    offline,
    plan,
    result,
    safety,
    session,
    start,
    stopping,
    story,
    where,
)

PAGES = [
    path("", start.home, name="home"),
    path("welcome", start.welcome, name="welcome"),
    path("knots/new", where.where, name="where"),
    path("knots/<str:episode>/where", where.where, name="where"),
    path("knots/<str:episode>/story", story.story, name="story"),
    path("knots/<str:episode>/signs", story.signs, name="signs"),
    path("knots/<str:episode>/safety", safety.safety, name="safety"),
    path("knots/<str:episode>/means", means.means, name="means"),
    path("knots", knots.knots, name="knots"),
    path("knots/<str:episode>", result.result, name="result"),
    path("knots/<str:episode>/country", result.country, name="country"),
    path("knots/<str:episode>/safety/again", result.reconsider, name="reconsider"),
    path("knots/<str:episode>/plan", plan.plan, name="plan"),
    path("knots/<str:episode>/plan.pdf", plan.printed, name="plan_printed"),
    path("knots/<str:episode>/visit", plan.log_visit, name="log_visit"),
    path("knots/<str:episode>/session", session.session, name="session"),
    path("knots/<str:episode>/session/<int:number>", session.session, name="session"),
    path("knots/<str:episode>/session/<int:number>/stopped", session.stopped, name="session_stopped"),
    path("knots/<str:episode>/session/<int:number>/stop", stopping.stop, name="session_stop"),
    path("knots/<str:episode>/session/<int:number>/swap", stopping.swap, name="session_swap"),
    path("knots/<str:episode>/session/kept", offline.kept, name="session_kept"),
    path("knots/<str:episode>/session/kept/<str:reason>", offline.kept, name="session_kept"),
    path("knots/<str:episode>/session/worker.js", offline.worker, name="session_worker"),
    path("knots/<str:episode>/session/felt/<str:reason>", stopping.felt, name="session_felt"),
    path("knots/<str:episode>/session/done", session.done, name="session_done"),
    path("desk", desk.now, name="desk_now"),
    path("knots/<str:episode>/desk", desk.desk, name="desk"),
    path("knots/<str:episode>/desk/<str:name>", desk.one_set, name="desk_set"),
    path("knots/<str:episode>/desk/<str:name>/stop", desk.stop, name="desk_stop"),
    path("knots/<str:episode>/desk/<str:name>/stopped", desk.stopped, name="desk_stopped"),
    path("knots/<str:episode>/check-in", checkin.check_in, name="check_in"),
    path("knots/<str:episode>/check-in/done", checkin.checked_in, name="checked_in"),
    path("knots/<str:episode>/course", knots.course, name="course"),
    path("knots/<str:episode>/forecast", forecast.forecast, name="forecast"),
    path("knots/<str:episode>/settle", knots.settle, name="settle"),
    path("knots/<str:episode>/reopen", knots.reopen, name="reopen"),
    path("knots/<str:episode>/merge", knots.merge, name="merge"),
    path("undo", knots.undo, name="undo"),
    path("settings", start.settings, name="settings"),
    path("settings/export", start.export, name="export"),
    path("settings/delete", start.delete, name="delete"),
    path("about", start.about, name="about"),
    path("safety", start.safety, name="safety_page"),
    path("privacy", start.privacy, name="privacy"),
    path("learn", learn.learn, name="learn"),
    path("learn/evidence", learn.evidence, name="evidence"),
    path("learn/muscles/<str:id_>", learn.muscle, name="learn_muscle"),
    path("learn/techniques/<str:id_>", learn.technique, name="learn_technique"),
    path("learn/<str:id_>", learn.topic, name="learn_topic"),
    path("enter/<str:token>", enter.enter, name="enter"),
]

urlpatterns = [
    path("", include((PAGES, "unknot"))),
    path("api/v1/", include("unknot.web.api.urls")),
]

handler400 = "unknot.web.views.trouble.bad_request"
handler403 = "unknot.web.views.trouble.foreign"
handler404 = "unknot.web.views.trouble.not_found"
handler500 = "unknot.web.views.trouble.broken"
