// Reads the screen aloud, only when somebody asks, and only with a voice that lives on the device: a voice from the
// network would tell a third party that somebody stands here.
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  var button = document.getElementById("listen");

  function voice() {
    var wanted = document.documentElement.lang;
    return speech && speech.getVoices().filter(function (each) {
      return each.localService && each.lang.toLowerCase().split(/[-_]/)[0] === wanted;
    })[0];
  }

  function offer() { button.hidden = !voice(); }

  function read() {
    speech.cancel();
    var chosen = voice();
    var lines = document.querySelectorAll("section:not([hidden]) [data-read]");
    Array.prototype.forEach.call(lines, function (line) {
      var said = new SpeechSynthesisUtterance(line.innerText);
      said.voice = chosen;
      said.lang = chosen.lang;
      said.rate = 0.9;
      speech.speak(said);
    });
  }

  if (speech) {
    speech.addEventListener("voiceschanged", offer);
    button.addEventListener("click", read);
  }
  window.KioskVoice = { offer: offer, hush: function () { if (speech) speech.cancel(); } };
})();
