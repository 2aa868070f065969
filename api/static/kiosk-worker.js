// Opens the tablet's page when the line is dead. It keeps nothing itself: kiosk.js lays the empty page and its files
// into the cache, and no answer to anybody ever goes there.
"use strict";
var PATIENCE = 5000;

function kept(request) {
  return caches.match(request, { ignoreSearch: true });
}

function fresh(request) {
  var patience = new AbortController();
  var timer = setTimeout(function () { patience.abort(); }, PATIENCE);
  return fetch(request, { signal: patience.signal }).then(function (answer) {
    clearTimeout(timer);
    if (answer.status < 500) return answer;
    return kept(request).then(function (page) { return page || answer; });
  }, function (dead) {
    clearTimeout(timer);
    return kept(request).then(function (page) {
      if (page) return page;
      throw dead;
    });
  });
}

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("fetch", function (event) {
  var request = event.request;
  var address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fresh(request));
  else if (address.pathname.indexOf("/static/") === 0) {
    event.respondWith(kept(request).then(function (file) { return file || fetch(request); }));
  }
});
