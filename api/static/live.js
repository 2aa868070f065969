// Letters that come while the page is open: by a stream of server-sent events, or, where there is none, by asking from
// time to time. A letter is confirmed once somebody can have seen it, and shown once, however often it comes.
(function () {
  "use strict";
  if (!window.fetch || !window.URLSearchParams || !document.body.replaceChildren) return;

  var ASK_EVERY = 20000;
  var STREAM_AGAIN = 6;
  var SILENCE = 45000;
  var at = "";
  var stream = null;
  var asking = null;
  var quiet = null;
  var asked = 0;
  var confirming = false;
  var unconfirmed = [];
  var title = document.title;

  function one(selector) { return document.querySelector(selector); }

  // The page changed: which letters stand on it, and where more of them come from.
  function look() {
    var now = one("#now");
    var address = now && now.dataset.live || "";
    title = document.title;
    if (one("#news")) one("#news").hidden = true;
    document.querySelectorAll("#now [data-letter]").forEach(function (letter) { shown(letter.dataset.letter); });
    if (address !== at) {
      stop();
      at = address;
      if (at) begin();
    }
    confirm();
  }

  function begin() {
    if (window.EventSource && !one("input[name=guest]")) listen();
    else ask();
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
    clearTimeout(asking);
    clearTimeout(quiet);
  }

  function listen() {
    stop();
    stream = new EventSource(at + "?seen=" + unconfirmed.join("."));
    stream.addEventListener("letter", function (event) { heard(); add(event.data); });
    stream.addEventListener("beat", heard);
    stream.addEventListener("enough", function () { stop(); askLater(); });
    stream.onopen = function () {
      heard();
      confirm();
      document.dispatchEvent(new Event("homthu:line"));
    };
    stream.onerror = function () {  // otherwise the browser itself tries again
      if (stream && stream.readyState === EventSource.CLOSED) { stop(); askLater(); }
    };
    heard();
  }

  // A dead line of a telephone is not always told: beats are missed instead.
  function heard() {
    clearTimeout(quiet);
    quiet = setTimeout(listen, SILENCE);
  }

  function askLater() {
    clearTimeout(asking);
    asking = setTimeout(ask, ASK_EVERY);
  }

  function ask() {
    asked += 1;
    if (document.hidden) return askLater();
    tell(unconfirmed.slice()).then(function (answered) {
      if (answered && asked % STREAM_AGAIN === 0) begin();
      else askLater();
    });
  }

  // Says what was shown and brings what else waits.
  function tell(marks) {
    var guest = one("input[name=guest]");
    var said = new URLSearchParams({ seen: marks.join("."), guest: guest ? guest.value : "" });
    var sent = { method: "POST", body: said, credentials: "same-origin", keepalive: true };
    sent.headers = { "Idempotency-Key": marks.join("").slice(0, 64) || "0" };
    return fetch(at, sent).then(function (answer) {
      if (!answer.ok) return false;
      unconfirmed = unconfirmed.filter(function (mark) { return marks.indexOf(mark) < 0; });
      return answer.text().then(function (html) { add(html); return true; });
    }, function () { return false; });
  }

  function confirm() {
    if (!at || document.hidden || confirming || !unconfirmed.length) return;
    confirming = true;
    tell(unconfirmed.slice()).then(function (answered) {
      confirming = false;
      if (answered) confirm();
    });
  }

  function shown(mark) {
    if (unconfirmed.indexOf(mark) < 0) unconfirmed.push(mark);
  }

  function add(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var last = null;
    var box = document.activeElement.closest("#now textarea, #now input");
    var stood = box && box.getBoundingClientRect().top;
    page.querySelectorAll("[data-letter]").forEach(function (letter) {
      var mark = letter.dataset.letter;
      if (one('[data-letter="' + mark + '"]')) return;
      letter.classList.add("fresh");
      one("#now .saids").append(letter);
      shown(mark);
      last = letter;
    });
    if (last && box) window.scrollBy(0, box.getBoundingClientRect().top - stood);
    if (last) point(last);
    confirm();
  }

  // Where somebody writes nothing moves; a letter out of sight is pointed at.
  function point(letter) {
    var place = letter.getBoundingClientRect();
    var news = one("#news");
    if (document.hidden) document.title = "● " + title;
    if (place.top >= 0 && place.top < window.innerHeight - 120) return;
    news.hidden = false;
    news.onclick = function () {
      news.hidden = true;
      letter.scrollIntoView({ block: "center" });
      letter.focus({ preventScroll: true });
    };
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) return;
    document.title = title;
    confirm();
  });
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", function (event) { if (event.persisted && at) begin(); });
  document.addEventListener("homthu:shown", look);
  look();
})();
