(async () => {
const script = document.currentScript;
const data = script.dataset;
const roots = {"cy": "cy/"};
const looks = {
none: "#1a7f45 14,44 0,60 40,94 100,22 84,8 38,64",
maintenance: "#2b5fb3 25,6 75,6 100,50 75,94 25,94 0,50",
minor: "#946200 50,4 100,94 0,94",
major: "#c0440b 50,0 100,50 50,100 0,50",
critical: "#bb1c1c 18,2 50,34 82,2 98,18 66,50 98,82 82,98 50,66 18,98 2,82 34,50 2,18"
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
box.lang = root.slice(0, -1) || "en";
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
fetch(home + "api/v2/status.json", { credentials: "omit" })
.then(async (answer) => show(await answer.json()))
.catch(() => {});
load();
setInterval(() => document.hidden || load(), 3e5);
})().catch(() => {});
