// The tablet's screens: level, reasons, the code for one's own telephone, thanks, and back to the start. The first tap
// counts at once; a later one of the same visit corrects it. Nothing here differs by what was tapped but what is sent.
(function () {
  "use strict";
  if (!window.fetch || !window.Promise || !window.AbortController || !window.crypto || !Promise.prototype.finally) return;

  var QUIET_FOR = 45000;
  var COUNTED_DOWN = 10000;
  var SHOWN_PRESSED = 450;
  var DEAF_FOR = 400;
  var LINK_MAY_TAKE = 1500;
  var THANKED_FOR = 4000;
  var RENEWED_AFTER = 6 * 3600 * 1000;

  var root = document.documentElement;
  var queue = window.KioskQueue;
  var voice = window.KioskVoice;
  var faces = document.querySelector(".faces");
  var tiles = document.querySelectorAll(".tiles input");
  var language = document.getElementById("language");
  var countdown = document.getElementById("countdown");
  var opened = Date.now();
  var visit = null;
  var screen = "rate";
  var touched = performance.now();
  var shown = 0;
  var after = null;
  var roomy = true;
  var alive = true;

  function id() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    var text = btoa(String.fromCharCode.apply(null, bytes));
    return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  function show(name) {
    clearTimeout(after);
    if (visit) visit.waits = false;
    voice.hush();
    screen = name;
    shown = touched = performance.now();
    document.body.setAttribute("data-screen", name);
    document.querySelectorAll("section").forEach(function (section) { section.hidden = section.id !== name; });
    faces.classList.remove("chosen");
    faces.querySelectorAll(".pressed").forEach(function (face) { face.classList.remove("pressed"); });
    document.querySelector("#" + name + " h1").focus({ preventScroll: true });
    document.querySelector("main").scrollTop = 0;
  }

  function speak(wanted) {
    voice.hush();
    root.lang = wanted;
    voice.offer();
  }

  function keep() {
    visit.turn += 1;
    queue.keep(visit, root.lang);
  }

  // Taps within a moment of a new screen belong to the old one: a trembling hand taps twice.
  function isDeaf() { return performance.now() - shown < DEAF_FOR || faces.classList.contains("chosen"); }

  function rate(face) {
    if (!visit) visit = { id: id(), code: document.body.dataset.code, turn: 0, reasons: [], at: queue.now() };
    visit.level = Number(face.value);
    keep();
    faces.classList.add("chosen");
    face.classList.add("pressed");
    after = setTimeout(function () { show("reasons"); }, SHOWN_PRESSED);
  }

  function keepReasons() {
    var given = Array.prototype.filter.call(tiles, function (each) { return each.checked; });
    var codes = given.map(function (each) { return each.value; });
    if (codes.join() === visit.reasons.join()) return;
    visit.reasons = codes;
    keep();
  }

  function offerPhone() {
    if (visit.link) { draw(visit.link); show("phone"); } else if (!alive) thank();
    else {
      visit.waits = true;
      after = setTimeout(thank, LINK_MAY_TAKE);
    }
  }

  function draw(link) {
    var code = document.querySelector(".code");
    code.setAttribute("viewBox", "0 0 " + link.size + " " + link.size);
    code.querySelector("path").setAttribute("d", link.path);
  }

  function thank() {
    forget();
    show("thanks");
    after = setTimeout(start, THANKED_FOR);
  }

  function forget() {
    visit = null;
    draw({ size: 1, path: "" });
    document.querySelectorAll("form").forEach(function (form) { form.reset(); });
  }

  function start() {
    forget();
    speak("vi");
    countdown.hidden = true;
    countdown.querySelector("b").textContent = "";
    countdown.querySelector(".left").removeAttribute("stroke-dashoffset");
    show(roomy ? "rate" : "resting");
    if (Date.now() - opened > RENEWED_AFTER) renew();
  }

  function leave() {
    if (screen === "reasons" && visit) keepReasons();
    start();
  }

  // A new page comes only to an idle screen, and only over a living line.
  function renew() {
    queue.listen().then(function (answered) { if (answered && !visit) location.reload(); });
  }

  function tick() {
    var left = QUIET_FOR - (performance.now() - touched);
    var idle = screen === "rate" && !visit;
    if (left <= 0) {
      if (screen !== "resting" && (!idle || root.lang !== "vi")) leave();
      else if (idle && Date.now() - opened > RENEWED_AFTER) { opened = Date.now(); renew(); }
      return;
    }
    var counts = left <= COUNTED_DOWN && !idle && screen !== "thanks" && screen !== "resting";
    countdown.hidden = !counts;
    if (!counts) return;
    var seconds = Math.ceil(left / 1000);
    countdown.querySelector("b").textContent = String(seconds);
    countdown.querySelector(".left").setAttribute("stroke-dashoffset", String(10 - seconds));
  }

  function pressed(event) {
    var button = event.target.closest("button, a");
    if (!button || button.id === "listen") return;
    event.preventDefault();
    if (button === language) { speak(root.lang === "vi" ? "en" : "vi"); return; }
    if (isDeaf()) return;
    if (button.name === "level") rate(button);
    else if (button.name === "again") show("rate");
    else if (button.name === "reasons") { if (!visit.waits) { keepReasons(); offerPhone(); } } else thank();
  }

  // Bound before anything else, so that no tap of a scripted page is ever a form's.
  document.addEventListener("submit", function (event) { event.preventDefault(); });
  document.addEventListener("click", pressed);
  document.querySelector(".tiles").addEventListener("click", function (event) { if (isDeaf()) event.preventDefault(); });
  document.getElementById("thanks").addEventListener("click", function () { if (!isDeaf()) start(); });
  ["pointerdown", "touchstart", "keydown"].forEach(function (kind) {
    document.addEventListener(kind, function () { touched = performance.now(); countdown.hidden = true; }, { passive: true });
  });
  ["contextmenu", "dragstart"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { event.preventDefault(); });
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) start(); });

  function laidAside() {
    if (!window.caches || !navigator.serviceWorker) return;
    navigator.serviceWorker.register("/kiosk/worker.js", { scope: "/kiosk/" }).catch(function () { return null; });
    var mine = Array.prototype.map.call(document.querySelectorAll("link[href], script[src]"), function (each) {
      return each.href || each.src;
    });
    var page = location.origin + location.pathname;
    caches.open("homthu-kiosk").then(function (cache) {
      return cache.addAll(mine.concat([page])).then(function () { return cache.keys(); }).then(function (kept) {
        return Promise.all(kept.map(function (each) {
          var old = each.url.indexOf("/static/") > 0 && mine.indexOf(each.url) < 0;
          return old ? cache.delete(each) : null;
        }));
      });
    }).catch(function () { return null; });
  }

  queue.begin({
    taken: function (slip, said) {
      if (!visit || slip.id !== visit.id || !said.link) return;
      visit.link = said.link;
      if (visit.waits) { visit.waits = false; offerPhone(); }
    },
    line: function (lives) {
      alive = lives;
      document.getElementById("offline").hidden = lives;
    },
    room: function (fits) {
      roomy = fits;
      if (!fits && screen === "rate" && !visit) show("resting");
      else if (fits && screen === "resting") start();
    },
  });
  speak("vi");
  forget();
  setInterval(tick, 250);
  laidAside();
})();
