{# One line on another site: docs/embed.md. It runs in a page that isn't ours: it asks only our host, sets no cookie,
   writes only text, and whatever goes wrong stays silent. At most 2 KB as it is served, which is why it is explained
   in comments that aren't, comes without the spaces before its lines, and needs a browser of 2018; in older ones
   nothing happens.

   - The address of the script is that of the status site, on a mirror and below a path, too.
   - Each style is set by itself (CSSOM): no Content-Security-Policy of the page forbids that.
   - `Canvas` and `CanvasText` are the page's own paper and ink, as its `color-scheme` has them, in contrast always.
   - The words are in the box before the box is in the page: a screen reader is to announce what changes, and not the
     same again on every page.
   - A page that opens in the background asks once all the same: so the line is there when it is looked at.
   - A policy that refuses the answer, a host that is down, an answer that is none: what was shown stays. #}
{% import "partials/shapes.svg" as shapes %}
(async () => {
  const script = document.currentScript;
  const data = script.dataset;
  const roots = {{ roots | tojson }};
  const looks = {
{% for state in ('none', 'maintenance', 'minor', 'major', 'critical') %}
    {{ state }}: "{{ shapes.tone(state) }} {{ shapes.points(state) }}"{{ ',' if not loop.last }}
{% endfor %}
  };
  const wanted = (data.language || document.documentElement.lang).toLowerCase();
  const root = roots[wanted] || roots[wanted.split("-")[0]] || "";
  const home = new URL("./" + root, script.src);
  const target = data.target || (script.closest("head") && "body");

  const [box, link, mark] = ["div", "a", "b"].map((name) => document.createElement(name));
  Object.assign(mark.style, {
    display: "inline-block", padding: ".4em", verticalAlign: "-.1em", background: "currentColor",
    forcedColorAdjust: "none"
  });
  if (!data.class) {
    link.style.color = "inherit";
    Object.assign(box.style, {
      color: "CanvasText", background: "Canvas", padding: ".6em", borderInlineStart: ".4em solid"
    });
  }
  link.href = home;
  box.append(mark, " ", link);
  box.dir = "auto";
  box.lang = root.slice(0, -1) || {{ page.language | tojson }};
  box.setAttribute("role", "status");

  const show = ({ page, status }) => {
    const state = status.indicator;
    const [tone, ...points] = looks[state].split(" ");
    const text = `${data.label || page.name}: ${status.description}`;
    if (link.textContent !== text) link.textContent = text;
    mark.style.clipPath = `polygon(${points.map((at) => at.replace(",", "% ") + "%")})`;
    box.style.borderColor = tone;
    box.className = `${data.class || "site-status"} is-${state}`;
    box.hidden = state === "none" && data.when !== "always";
    if (!box.isConnected) target ? document.querySelector(target).prepend(box) : script.after(box);
  };
  const load = () =>
    fetch(home + "{{ status }}", { credentials: "omit" })
      .then(async (answer) => show(await answer.json()))
      .catch(() => {});
  load();
  setInterval(() => document.hidden || load(), 3e5);
})().catch(() => {});
