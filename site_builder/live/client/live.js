// Added to each page by `site-builder serve`, never to the files that are published.
// Reloads the page after a new build, and shows why a build failed.
"use strict";

(() => {
  const shown = new URL(document.currentScript.src).searchParams; // which build this page is from
  let source = null;
  let overlay = null;
  let closedReport = null; // a report that the reader has closed is not shown again

  // Each event holds the whole state. So it does not matter which ones a page has missed.
  function hear(event) {
    const state = JSON.parse(event.data);
    const isOlder = state.build > Number(shown.get("build"));
    if (isOlder || state.session !== shown.get("session")) {
      source.close();
      location.reload();
    } else {
      showProblems(state.problems);
    }
  }

  function showProblems(report) {
    overlay?.remove();
    overlay = null;
    if (report === null || report === closedReport) {
      return;
    }
    const heading = document.createElement("h2");
    heading.textContent = "The site could not be built";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Close (Esc)";
    button.addEventListener("click", close);
    const text = document.createElement("pre");
    text.textContent = report;
    text.tabIndex = 0; // long reports scroll, with the keyboard too

    overlay = document.createElement("div");
    overlay.id = "site-builder-problems";
    overlay.lang = "en";
    overlay.dir = "ltr";
    overlay.setAttribute("role", "alert");
    overlay.append(heading, button, text);
    document.body.append(overlay);
  }

  function close() {
    closedReport = overlay.querySelector("pre").textContent;
    overlay.remove();
    overlay = null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay !== null) {
      close();
    }
  });

  function connect() {
    source?.close();
    source = new EventSource("/.site-builder/events");
    for (const name of ["state", "reload", "problems"]) {
      source.addEventListener(name, hear);
    }
    // Browsers reconnect by themselves, but give up when something else answers meanwhile.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED && !document.hidden) {
        setTimeout(connect, 1000);
      }
    });
  }

  // A browser opens six connections to a server at most: hidden tabs must not use them up.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
    } else {
      connect();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      connect();
    }
  });

  if (!document.hidden) {
    connect();
  }
})();
