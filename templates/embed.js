{# One line on another site: docs/embed.md. In the page of another: it asks only our host, sets no cookie, writes only
   text, and whatever goes wrong stays silent. Plain old JavaScript, so that no browser stumbles over it; at most 2 KB
   as it is served, which is why what is to be explained is explained in comments like this one.

   - The address of the script is that of the status site, also on a mirror or below a path.
   - Styles are set one by one (CSSOM), which no Content-Security-Policy of the page forbids; it forbids `style="…"`.
   - `light-dark()` follows the page's own `color-scheme`, and browsers that don't know it keep the colours for light.
   - The words are in the element before it is in the page: a screen reader announces what changes later, and not
     the same again on every page.
   - When there is no answer, what was shown stays. #}
{% import "partials/shapes.svg" as shapes %}
(function () {
  var script = document.currentScript, box, timer;
  if (!script || !window.fetch || !script.closest || !window.URL) return;
  var data = script.dataset;
  var states = {{ states | tojson }};
  var looks = {
{% for state in ('none', 'maintenance', 'minor', 'major', 'critical') %}
    {{ state }}: ["{{ shapes.tone(state) }}", "{{ shapes.points(state) }}"]{{ ',' if not loop.last }}

{% endfor %}
  };
  var near = script.closest("[lang]");
  var wanted = (data.language || (near && near.lang) || "").toLowerCase();
  var codes = Object.keys(states);
  function pick(code) {
    return codes.filter(function (one) { return one.toLowerCase() === code; })[0];
  }
  var language = pick(wanted) || pick(wanted.split("-")[0]) || {{ site.languages[0] | tojson }};
  var path = states[language];

  function show(answer) {
    var state = answer.status.indicator, text = answer.status.description, look = looks[state];
    if (typeof text !== "string" || !look || !look.pop) return;
    if (box) box.parentNode && box.parentNode.removeChild(box);
  }
})();
