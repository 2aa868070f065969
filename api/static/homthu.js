// Sends a form in the background and shows the page that comes back below what was said before, as a chat.
// Without this file every form works as it stands. A message that did not get through is sent again under the same
// Idempotency-Key, so it counts once. What was said stays in the open page only; words not yet sent outlive a reload.
(function () {
  "use strict";
  if (!window.fetch || !window.AbortController || !document.body.replaceChildren) return;

  var PATIENCE = 20000;
  var DRAFT = "homthu";
  var DRAFT_LIVES = 60 * 60 * 1000;
  var underWay = null;
  var unsent = null;
  var pressed = null;
  var keys = {};

  function one(selector) { return document.querySelector(selector); }
  function all(selector, inside) { return Array.from((inside || document).querySelectorAll(selector)); }

  function ready() {
    all("button[data-copy]").forEach(function (button) { button.hidden = !navigator.clipboard; });
  }

  // Sending

  function setSending(on, button) {
    one("main").setAttribute("aria-busy", String(on));
    one("#sending").hidden = !on;
    if (on) one("#dead").hidden = true;
    all("form button").forEach(function (each) { each.disabled = on; });
    if (button) button.classList.toggle("pressed", on);
  }

  // The same message has the same key, also when it is pressed anew after a dead line.
  function keyOf(action, data) {
    var what = JSON.stringify([action, Array.from(data.entries(), function (entry) {
      var file = entry[1];
      return file.name === undefined ? entry : [entry[0], file.name, file.size, file.lastModified];
    })]);
    if (!keys[what]) {
      var random = crypto.getRandomValues(new Uint8Array(16));
      keys[what] = Array.from(random, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
    }
    return keys[what];
  }

  function send(message) {
    if (underWay) return;
    unsent = null;
    underWay = new AbortController();
    var timer = setTimeout(function () { underWay.abort(); }, PATIENCE);
    var again = 0;
    setSending(true, message.button);
    fetch(message.action, {
      method: "POST", body: message.data, credentials: "same-origin", signal: underWay.signal,
      headers: { "Idempotency-Key": message.key }
    }).then(function (answer) {
      if (answer.status > 501) {
        again = answer.headers.get("Retry-After");
        throw new Error("not kept");
      }
      return answer.text();
    }).then(function (html) { done(); show(html, message); }, function () { done(); showDead(message, again); });

    function done() {
      clearTimeout(timer);
      underWay = null;
      setSending(false, message.button);
    }
  }

  // It waits here until somebody presses, the line is there again, or the moment comes that the service named.
  function showDead(message, seconds) {
    var dead = one("#dead");
    dead.hidden = false;
    dead.querySelector("button").onclick = function () { send(message); };
    dead.scrollIntoView({ block: "nearest" });
    unsent = message;
    if (seconds && !message.tried) setTimeout(sendUnsent, Number(seconds) * 1000 + 500);
    message.tried = true;
  }

  function sendUnsent() {
    if (unsent && !underWay) send(unsent);
  }

  // Showing

  function show(html, message) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var now = one("#now");
    var next = page.querySelector("#now");
    if (now && !next) return showTrouble(page);
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    keys = {};
    if (now) turn(now, next, page, message);
    else replaceAll(page);
    ready();
    document.dispatchEvent(new Event("homthu:shown"));
  }

  function replaceAll(page) {
    document.body.replaceChildren.apply(document.body, Array.from(page.body.childNodes));
    window.scrollTo(0, 0);
    one("main").focus({ preventScroll: true });
  }

  function turn(now, next, page, message) {
    var refused = next.hasAttribute("data-refused");
    if (!refused) forgetDraft();
    var mine = message.said && !refused ? keep(now, message) : null;
    all("[data-letter]", next).forEach(function (letter) {
      if (one('#past [data-letter="' + letter.dataset.letter + '"]')) letter.remove();
    });
    now.replaceWith(next);
    ["header", "footer"].forEach(function (part) { one(part).replaceWith(page.querySelector(part)); });
    next.focus({ preventScroll: true });
    if (refused) next.scrollIntoView({ block: "start" });  // what is wrong stands at its top, the question below it
    else if (mine) mine.scrollIntoView({ block: "start" });
    else window.scrollTo(0, 0);
  }

  // What was said goes up among the bubbles, then what was answered.
  function keep(now, message) {
    var past = one("#past");
    if (!past) {
      past = document.createElement("section");
      past.id = "past";
      past.setAttribute("aria-label", now.dataset.past);
      now.before(past);
    }
    all(".said:not([role])", now).forEach(function (said) { past.append(spoken(said, "ours", now.dataset.ours)); });
    var ask = now.querySelector(".ask");
    if (ask) {
      all("h1", ask).forEach(function (heading) { heading.replaceWith(line(heading.textContent, "asked")); });
      past.append(spoken(ask, "ours", now.dataset.ours));
    }
    var mine = document.createElement("div");
    mine.className = message.tone;
    if (message.face) mine.append(message.face);
    mine.append(line(message.said));
    past.append(spoken(mine, "mine", now.dataset.mine));
    return mine;
  }

  function spoken(bubble, whose, name) {
    var who = document.createElement("span");
    who.className = "who";
    who.textContent = name + ": ";
    bubble.className = bubble.className + " bubble " + whose;
    bubble.prepend(who);
    return bubble;
  }

  function line(text, kind) {
    var made = document.createElement("p");
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  // The page says that it cannot be done; what was written stays where it is.
  function showTrouble(page) {
    var trouble = document.createElement("section");
    trouble.className = "said notice trouble";
    trouble.setAttribute("role", "alert");
    all("main h1, main p", page).forEach(function (piece) {
      if (piece.querySelector("a")) return;
      var shown = document.createElement(piece.tagName === "H1" ? "h2" : "p");
      shown.textContent = piece.textContent;
      trouble.append(shown);
    });
    one("#now").append(trouble);
    trouble.scrollIntoView({ block: "nearest" });
  }

  // Words not yet sent

  function store(work) {
    try { return work(window.sessionStorage); } catch (refused) { return null; }  // where cookies are blocked
  }

  function forgetDraft() {
    store(function (kept) { kept.removeItem(DRAFT); });
  }

  function keepDraft(box) {
    var draft = { at: location.pathname, kind: one("#now").dataset.kind, text: box.value, when: Date.now() };
    store(function (kept) { kept.setItem(DRAFT, JSON.stringify(draft)); });
  }

  function bringDraft() {
    var box = one("#now textarea");
    var draft = store(function (kept) { return JSON.parse(kept.getItem(DRAFT)); });
    if (!draft) return;
    var fits = box && draft.at === location.pathname && draft.kind === one("#now").dataset.kind;
    if (!fits || Date.now() - draft.when > DRAFT_LIVES) forgetDraft();
    else if (!box.value) box.value = draft.text;
  }

  // One telephone, several tabs: "clear" in one of them clears them all.
  var tabs = window.BroadcastChannel ? new BroadcastChannel(DRAFT) : null;
  if (tabs) {
    tabs.onmessage = function () {
      forgetDraft();
      if (one("#now")) location.replace("/");
    };
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("#now textarea")) keepDraft(event.target);
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    pressed = button;
    if (!button || !button.dataset.copy) return;
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.textContent = button.dataset.done;
    });
  });

  // What stands in the bubble: the words, the boxes' labels, or the button's own.
  function saidBy(form, button) {
    var box = form.querySelector("textarea, input[type=text]");
    var ticked = all("input:checked", form).map(function (each) { return each.parentNode.textContent.trim(); });
    if (box) return box.value.trim();
    return ticked.length ? ticked.join(", ") : button && button.name ? button.textContent.trim() : "";
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter || pressed;
    if (form.hasAttribute("data-plain")) {
      forgetDraft();
      if (tabs) tabs.postMessage("cleared");
      return;
    }
    event.preventDefault();
    all(".trouble").forEach(function (each) { each.remove(); });
    if (!button || button.form !== form) button = null;
    var data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    var key = keyOf(form.action, data);
    var seen = all("#now [data-letter]").map(function (letter) { return letter.dataset.letter; });
    if (seen.length) data.set("seen", seen.join("."));
    var face = button && button.querySelector(".face");
    send({
      action: form.action, data: data, button: button, key: key,
      said: saidBy(form, button), face: face && face.cloneNode(true), tone: face ? button.className.match(/l\d/)[0] : ""
    });
  });

  window.addEventListener("online", sendUnsent);
  document.addEventListener("homthu:line", sendUnsent);
  ready();
  bringDraft();
})();
