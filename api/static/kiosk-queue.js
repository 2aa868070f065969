// What was tapped and not yet taken. Each slip is written to the device before anything is sent, oldest goes first, and
// only our service's own word that it took a slip removes it; sent twice it counts once. A slip holds a random id, the
// level, reasons and the time: no words, and nothing that would know a person again.
(function () {
  "use strict";
  var MOST = 500;
  var PATIENCE = 10000;
  var PAUSE = 2000;
  var LONGEST_PAUSE = 60000;
  var BEAT = 60000;

  var languages = {};
  var spare = [];
  var spared = 0;
  var database = null;
  var offset = Number(recalled()) || 0;
  var pause = PAUSE;
  var pumping = false;
  var timer = null;
  var listener = { taken: function () {}, line: function () {}, room: function () {} };

  function recalled() {
    try { return localStorage.getItem("homthu-kiosk-offset"); } catch (refused) { return null; }
  }

  function setClockBy(answer) {
    var ours = Date.parse(answer.headers.get("date"));
    if (isNaN(ours)) return;
    offset = ours - Date.now();
    try { localStorage.setItem("homthu-kiosk-offset", String(offset)); } catch (refused) { return; }
  }

  // A browser that keeps nothing (a private window) still sends what it can; then slips live in memory.
  function open() {
    if (!database) {
      database = new Promise(function (resolve) {
        var asked;
        try { asked = indexedDB.open("homthu-kiosk", 1); } catch (refused) { resolve(null); return; }
        asked.onupgradeneeded = function () {
          asked.result.createObjectStore("slips", { keyPath: "place", autoIncrement: true });
        };
        asked.onsuccess = function () {
          asked.result.onclose = function () { database = null; };
          resolve(asked.result);
        };
        asked.onerror = function () { resolve(null); };
      });
    }
    return database;
  }

  // What is tapped is written through to the disk; a removal that is lost only sends once more.
  function inStore(mode, work, durability) {
    return open().then(function (db) {
      if (!db) return work(null);
      return new Promise(function (resolve, reject) {
        var change;
        try { change = db.transaction("slips", mode, { durability: durability || "relaxed" }); } catch (gone) { reject(gone); return; }
        var asked = work(change.objectStore("slips"));
        change.oncomplete = function () { resolve(asked.result); };
        change.onabort = change.onerror = function () { reject(change.error); };
      });
    });
  }

  function write(slip) {
    return inStore("readwrite", function (store) {
      if (store) return store.put(slip);
      if (!slip.place) { slip.place = ++spared; }
      spare = spare.filter(function (each) { return each.place !== slip.place; }).concat([slip]);
      return slip.place;
    }, "strict");
  }

  function oldest(after) {
    return inStore("readonly", function (store) {
      if (store) return store.getAll(after ? IDBKeyRange.lowerBound(after, true) : null, 1);
      return spare.filter(function (each) { return each.place > after; }).slice(0, 1);
    }).then(function (found) { return found[0]; });
  }

  function count() {
    return inStore("readonly", function (store) { return store ? store.count() : spare.length; });
  }

  // A later slip of the same visit may stand there by now; it stays.
  function remove(sent) {
    return inStore("readwrite", function (store) {
      if (!store) {
        spare = spare.filter(function (each) { return each.place !== sent.place || each.turn !== sent.turn; });
        return null;
      }
      var asked = store.get(sent.place);
      asked.onsuccess = function () {
        if (asked.result && asked.result.turn === sent.turn) store.delete(sent.place);
      };
      return asked;
    });
  }

  function ask(address, options) {
    var patience = new AbortController();
    var waiting = setTimeout(function () { patience.abort(); }, PATIENCE);
    options.signal = patience.signal;
    options.cache = "no-store";
    options.credentials = "same-origin";
    return fetch(address, options).then(function (answer) {
      setClockBy(answer);
      return answer;
    }).finally(function () { clearTimeout(waiting); });
  }

  function send(slip) {
    var body = {
      id: slip.id, turn: slip.turn, level: slip.level, reasons: slip.reasons, at: slip.at,
      language: languages[slip.id] || "vi",
    };
    return ask("/kiosk/" + encodeURIComponent(slip.code) + "/phieu", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    }).then(function (answer) {
      if (answer.status === 404) return null;
      return answer.json().then(function (said) {
        if (!said || said.taken !== true) throw new Error("not taken");
        return said;
      });
    });
  }

  // One by one, for a line that has just come back is easily overrun. A counter that is not known waits for a better day
  // without holding up the others.
  function pump(after) {
    return oldest(after).then(function (slip) {
      if (!slip) return after > 0;
      return send(slip).then(function (said) {
        listener.line(true);
        pause = PAUSE;
        if (!said) return pump(slip.place);
        delete languages[slip.id];
        return remove(slip).then(tellRoom).then(function () {
          listener.taken(slip, said);
          return pump(after);
        });
      });
    });
  }

  function sendAll() {
    if (pumping) return;
    pumping = true;
    clearTimeout(timer);
    pump(0).then(function (leftSome) {
      pumping = false;
      if (leftSome) retry(LONGEST_PAUSE);
    }, function () {
      pumping = false;
      listener.line(false);
      retry(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  }

  function retry(later) {
    clearTimeout(timer);
    timer = setTimeout(sendAll, later);
  }

  function tellRoom() {
    return count().then(function (held) { listener.room(held < MOST); });
  }

  // Whether the line lives, and what time it is.
  function listen() {
    return ask(location.pathname, { method: "HEAD" }).then(function (answer) {
      if (!answer.ok) throw new Error("no answer of ours");
      listener.line(true);
      sendAll();
      return true;
    }).catch(function () {
      listener.line(false);
      return false;
    });
  }

  window.KioskQueue = {
    // taken(slip, said): our service has it; line(alive); room(whether another visit fits).
    begin: function (told) {
      listener = told;
      window.addEventListener("online", listen);
      window.addEventListener("offline", function () { listener.line(false); });
      setInterval(listen, BEAT);
      tellRoom();
      listen();
    },
    // Write the slip to the device, then send. The same object again is the same visit, whose last word counts.
    keep: function (slip, language) {
      languages[slip.id] = language;
      var kept = { id: slip.id, code: slip.code, turn: slip.turn, level: slip.level, reasons: slip.reasons.slice(), at: slip.at };
      if (slip.place) kept.place = slip.place;
      slip.writing = (slip.writing || Promise.resolve()).then(function () {
        if (slip.place) kept.place = slip.place;
        return write(kept).catch(function () {  // a full disk: better in memory than lost
          database = Promise.resolve(null);
          delete kept.place;
          return write(kept);
        });
      }).then(function (place) {
        slip.place = place;
        return tellRoom();
      }).then(sendAll);
      return slip.writing;
    },
    // Milliseconds since 1970 by our service's clock, as far as this device ever heard it.
    now: function () { return Math.round(Date.now() + offset); },
    listen: listen,
  };
})();
