import fs from "node:fs";
import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({ html: true });
const site = JSON.parse(fs.readFileSync(new URL("./site.json", import.meta.url)));

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const monthName = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

const newestFirst = (incidents) => incidents.sort((a, b) => b.date - a.date);
const incidentsOf = (api) => newestFirst(api.getFilteredByTag("incident"));
const grouped = (incidents, keysOf) => {
  const groups = new Map();
  for (const incident of incidents) {
    for (const key of keysOf(incident)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(incident);
    }
  }
  return groups;
};
const monthOf = (date) => date.toISOString().slice(0, 7);

export default function (eleventy) {
  eleventy.addGlobalData("site", site);
  eleventy.addPassthroughCopy({ "site.css": "site.css" });

  eleventy.addFilter("markdown", (text) => markdown.render(text));
  eleventy.addFilter("iso", (date) => date.toISOString());
  eleventy.addFilter("moment", (date) => moment.format(date));
  eleventy.addFilter("monthName", (month) => monthName.format(new Date(`${month}-01T00:00:00Z`)));
  eleventy.addFilter("rfc822", (date) => date.toUTCString());
  eleventy.addFilter("open", (incidents) => incidents.filter((one) => one.data.open));
  eleventy.addFilter("recent", (incidents) => {
    const since = new Date(site.now).getTime() - site.recentDays * 86400000;
    return incidents.filter((one) => !one.data.open && one.date.getTime() >= since);
  });
  eleventy.addFilter("statusOf", (id, open) =>
    open.map((one) => one.data.affected[id]).find((status) => status) ?? "operational");

  eleventy.addCollection("newest", incidentsOf);
  eleventy.addCollection("months", (api) =>
    [...grouped(incidentsOf(api), (one) => [monthOf(one.date)])].map(([month, incidents]) => ({ month, incidents })));
  eleventy.addCollection("components", (api) => {
    const groups = grouped(incidentsOf(api), (one) => Object.keys(one.data.affected));
    return site.components.map((component) => ({ ...component, incidents: groups.get(component.id) ?? [] }));
  });
  eleventy.addCollection("latest", (api) =>
    incidentsOf(api)
      .flatMap((incident) => incident.data.updates.map((update) => ({ ...update, incident })))
      .sort((a, b) => b.date - a.date)
      .slice(0, site.feedEntries));

  return { dir: { input: "content", includes: "../_includes" } };
}
