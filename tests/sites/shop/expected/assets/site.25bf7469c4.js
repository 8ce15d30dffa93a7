// What a page does by itself, in browsers that can: times in the reader's zone, promises that become late, news
// without a reload, and a word when the page may be out of date. Nothing depends on it, and where something is
// missing it does nothing. ES2017, no dependency; its words and settings are the data-* attributes of its <script>.
"use strict";

(() => {
  const main = document.querySelector("main");
  let settings = document.currentScript && document.currentScript.dataset;
  if (!settings || !settings.zone || !main || !window.Intl || !window.WeakMap || !main.append) {
    return;
  }
  const SILENT_MS = 5 * 60 * 1000; // so long may checks fail before the page says so
  const OLD_MS = 26 * 60 * 60 * 1000; // a page changes at midnight at the latest; two hours' grace
  const TIMES = "time[datetime*=T]"; // days alone are the same everywhere

  // Before anything is changed: what the server sent, to compare with what it sends later.
  let shown = main.innerHTML;
  let told = gist(main);

  // -- times ------------------------------------------------------------------------------------

  const CLOCK = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const PLAIN = { day: "numeric", hour: "numeric", minute: "numeric" };
  const language = document.documentElement.lang;
  // As the site writes its own dates: British, and in every language with our digits and our calendar.
  const locale = `${language === "en" ? "en-GB" : language}-u-ca-gregory-nu-latn`;
  const reader = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Browsers don't know the months of every language (Chromium: not the Welsh ones); 2026-05-01 is right in all.
  const isSpoken = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0;
  const digits = isSpoken ? "numeric" : "2-digit";
  const DAY = { year: "numeric", month: isSpoken ? "long" : digits, day: digits };
  const sentence = document.querySelector(".site-zone");
  const own = new WeakMap(); // <time> → its text in the site's zone
  const writers = new Map();
  let isLocal = Boolean(reader && sentence && remembered() !== "site");
  let button = null;

  function write(date, zone, options) {
    const key = zone + Object.keys(options);
    if (!writers.has(key)) {
      const known = isSpoken ? locale : options === DAY ? "sv" : "en-GB";
      writers.set(key, new Intl.DateTimeFormat(known, Object.assign({ timeZone: zone }, options)));
    }
    return writers.get(key).format(date);
  }

  function clock(date) {
    return write(date, isLocal ? reader : settings.zone, CLOCK);
  }

  function moment(date) {
    const day = write(date, isLocal ? reader : settings.zone, DAY);
    return (settings.moment || "{day}, {time}").replace("{day}", day).replace("{time}", clock(date));
  }

  function remembered(choice) {
    try {
      return choice ? localStorage.setItem("site-builder-times", choice) : localStorage.getItem("site-builder-times");
    } catch (error) {
      return null; // not allowed to remember
    }
  }

  function showTimes() {
    if (!reader || !sentence) {
      return;
    }
    let differs = false;
    document.querySelectorAll(TIMES).forEach((time) => {
      const date = new Date(time.dateTime);
      // Zones of different names can have the same time: those need no second one.
      if (isNaN(date) || write(date, reader, PLAIN) === write(date, settings.zone, PLAIN)) {
        return;
      }
      differs = true;
      if (!own.has(time)) {
        own.set(time, time.textContent);
      }
      time.textContent = isLocal ? moment(date) : own.get(time);
      time.title = isLocal ? own.get(time) : "";
    });
    if (!differs) {
      return;
    }
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "zone-switch";
      button.addEventListener("click", () => {
        isLocal = !isLocal;
        remembered(isLocal ? "reader" : "site");
        showTimes();
      });
      sentence.parentNode.insertBefore(button, sentence.nextSibling);
      sentence.setAttribute("role", "status");
    }
    const zones = [reader, settings.zone].map((zone) => zone.replace(/_/g, " "));
    sentence.textContent = settings.times.replace("{zone}", zones[isLocal ? 0 : 1]);
    button.textContent = settings.switch.replace("{zone}", zones[isLocal ? 1 : 0]);
  }

  // -- what time alone changes ------------------------------------------------------------------

  const region = document.createElement("p");
  region.className = "site-news";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  main.parentNode.insertBefore(region, main);
  let isStale = false;

  function say(text) {
    if (region.textContent !== text) {
      region.textContent = text;
    }
  }

  function tick() {
    const now = Date.now();
    document.querySelectorAll(".next-update:not(.is-late)").forEach((line) => {
      const time = line.querySelector(TIMES);
      if (time && new Date(time.dateTime) <= now) {
        const words = settings.late.split("{time}");
        line.textContent = "";
        line.append(words[0], time, words[1] || "");
        line.classList.add("is-late");
      }
    });
    const built = Date.parse(settings.built || "");
    const known = failures && now - checked > SILENT_MS ? checked : now - built > OLD_MS ? built : 0;
    if (known) {
      say(settings.stale.replace("{time}", moment(new Date(known))));
    } else if (isStale) {
      say("");
    }
    isStale = Boolean(known);
  }

  // -- news -------------------------------------------------------------------------------------

  const every = settings.refresh * 1000;
  let failures = 0;
  let checked = Date.now();
  let tried = checked;
  let isBusy = false;
  let timer = 0;

  // What a reader would call the content: when the page was made is not news.
  function gist(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".headline .as-of").forEach((line) => line.parentNode.removeChild(line));
    return copy.textContent.replace(/\s+/g, " ");
  }

  // A spread, so that readers who came together don't come back together; rarer while there is no answer.
  function plan() {
    clearTimeout(timer);
    timer = setTimeout(refresh, every * Math.min(1 + failures, 4) * (0.8 + 0.4 * Math.random()));
  }

  function load() {
    const slow = new Promise((_, reject) => setTimeout(reject, 30000));
    // "no-cache" asks the server whether what the browser has is still right: mostly the answer is a short 304.
    const answer = fetch(location.href.split("#")[0], { cache: "no-cache" }).then((response) => {
      if (!response.ok || response.redirected) {
        throw new Error("not this page");
      }
      return response.text();
    });
    return Promise.race([answer, slow]);
  }

  async function refresh() {
    if (isBusy || document.hidden) {
      return; // a tab that is shown again asks at once
    }
    isBusy = true;
    tried = Date.now();
    try {
      const fresh = new DOMParser().parseFromString(await load(), "text/html");
      const next = fresh.querySelector("main#content");
      const script = fresh.querySelector("script[data-refresh]");
      if (!next || !script) {
        throw new Error("not our page: a hotel's login, or the host's error");
      }
      failures = 0;
      checked = Date.now();
      settings = script.dataset;
      if (next.innerHTML !== shown && !isSelecting()) {
        swap(fresh, next);
      }
    } catch (error) {
      failures += 1;
    }
    isBusy = false;
    tick();
    plan();
  }

  function isSelecting() {
    const selection = getSelection();
    return !selection.isCollapsed && main.contains(selection.anchorNode);
  }

  function alike(element) {
    const name = (one) => one.id || one.tagName + one.getAttribute("href") + one.textContent;
    const all = (root) => Array.from(root.querySelectorAll("a, button, summary, [tabindex]"));
    const key = name(element);
    const index = all(main).filter((one) => name(one) === key).indexOf(element);
    return () => {
      const found = all(main).filter((one) => name(one) === key);
      return found[index] || found[0] || main;
    };
  }

  function swap(fresh, next) {
    const active = document.activeElement;
    const focused = active !== main && main.contains(active) ? alike(active) : null;
    const opened = Array.from(main.querySelectorAll("details[open] > summary")).map(alike);
    const place = (one) => one.getBoundingClientRect();
    const mark = window.scrollY > 0 && Array.from(main.querySelectorAll("[id]")).find((one) => place(one).bottom > 0);
    const top = mark ? place(mark).top : 0;

    const style = fresh.querySelector("link[rel=stylesheet]");
    if (style && !document.querySelector(`link[href="${style.getAttribute("href")}"]`)) {
      document.head.append(document.importNode(style));
    }
    shown = next.innerHTML;
    main.innerHTML = shown;
    document.title = fresh.title;
    showTimes();
    tick();
    const news = gist(next);
    if (news !== told) {
      told = news;
      const heading = main.querySelector("h1");
      const text = settings.updated.replace("{time}", clock(new Date()));
      say(text.replace("{headline}", () => (heading || main).textContent.trim()));
    }

    opened.forEach((find) => {
      const details = find().parentNode;
      details.open = details.tagName === "DETAILS";
    });
    if (focused) {
      focused().focus({ preventScroll: true });
    }
    const again = mark && document.getElementById(mark.id);
    if (again) {
      window.scrollBy({ top: place(again).top - top, behavior: "instant" });
    }
  }

  function wake() {
    if (!document.hidden && Date.now() - tried >= every) {
      refresh();
    } else if (!document.hidden) {
      tick();
      plan();
    }
  }

  showTimes();
  tick();
  setInterval(tick, 15000);
  if (every && /^http/.test(location.protocol) && window.fetch && window.DOMParser) {
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("pageshow", (event) => event.persisted && wake());
    window.addEventListener("online", refresh);
    plan();
  }
})();
