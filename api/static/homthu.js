// Sends a form in the background and shows the page that comes back, so that nothing flashes or jumps.
// Without this file every form works as it stands. A form that did not get through is sent again with the same
// message id, so it counts once.
(function () {
  "use strict";
  if (!window.fetch || !window.AbortController || !document.body.replaceChildren) return;

  var PATIENCE = 20000;
  var underWay = null;
  var pressed = null;

  function showCopying() {
    document.querySelectorAll("button[data-copy]").forEach(function (button) {
      button.hidden = !navigator.clipboard;
    });
  }

  function setSending(on, button) {
    document.querySelector("main").setAttribute("aria-busy", String(on));
    document.getElementById("sending").hidden = !on;
    if (on) document.getElementById("dead").hidden = true;
    document.querySelectorAll("form button").forEach(function (each) { each.disabled = on; });
    if (button) button.classList.toggle("pressed", on);
  }

  function show(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.replaceChildren.apply(document.body, Array.from(page.body.childNodes));
    showCopying();
    window.scrollTo(0, 0);
    document.querySelector("main").focus({ preventScroll: true });
  }

  function showDead(again) {
    var dead = document.getElementById("dead");
    dead.hidden = false;
    dead.querySelector("button").onclick = again;
    dead.scrollIntoView({ block: "nearest" });
  }

  function send(action, data, button) {
    if (underWay) return;
    underWay = new AbortController();
    var timer = setTimeout(function () { underWay.abort(); }, PATIENCE);
    setSending(true, button);
    fetch(action, { method: "POST", body: data, credentials: "same-origin", signal: underWay.signal })
      .then(function (answer) {
        if (answer.status === 503) throw new Error("not kept");
        return answer.text();
      })
      .then(function (html) { done(); show(html); })
      .catch(function () { done(); showDead(function () { send(action, data, button); }); });

    function done() {
      clearTimeout(timer);
      underWay = null;
      setSending(false, button);
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    pressed = button;
    if (!button || !button.dataset.copy) return;
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.textContent = button.dataset.done;
    });
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("data-plain")) return;
    event.preventDefault();
    var data = new FormData(form);
    var button = event.submitter || pressed;
    if (button && button.form === form && button.name) data.append(button.name, button.value);
    send(form.action, data, button);
  });

  showCopying();
})();
