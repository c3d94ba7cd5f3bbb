import type { Block, ModelDocument, Section } from "./content.ts";
import { escapeMarkup } from "./plots.ts";
import { standardsOf } from "./standards.ts";
import { moment } from "./words.ts";

const STYLE = `
:root { color-scheme: light }
body { margin: 0 auto; max-width: 54rem; padding: 2.5rem 1.25rem 4rem; font: 15px/1.55 system-ui, "Segoe UI", sans-serif; color: #0d1c26; background: #fff }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 } h2 { margin: 2.4rem 0 .4rem; padding-top: .8rem; border-top: 2px solid #c2451f; font-size: 1.3rem }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem } p { margin: .5rem 0 } .quiet { color: #566570 }
table { border-collapse: collapse; width: 100%; font-size: .85rem } th, td { padding: .3rem .6rem; border-bottom: 1px solid #d8e0e4; text-align: left; vertical-align: top; overflow-wrap: break-word }
.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto } dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .25rem 1rem; margin: .6rem 0 }
dt { color: #566570 } dd { margin: 0; overflow-wrap: anywhere } .note { border-left: 3px solid #b97a12; padding: .3rem .8rem; background: #fbf6ec }
.answers { font-size: .8rem; color: #566570 } svg { max-width: 100%; height: auto } nav a { color: #0a6a8e } @media print { h2 { break-after: avoid } table, figure { break-inside: avoid } }
`;

/** The document as one self-contained page: no script, nothing loaded from elsewhere. */
export function renderHtml(document: ModelDocument): string {
  const contents = document.sections.map(({ id, title }) => `<li><a href="#${id}">${escapeMarkup(title)}</a></li>`).join("");
  const body = [
    `<header><h1>${escapeMarkup(document.title)}</h1><p class="quiet">${escapeMarkup(document.subtitle)}. Facts of the registry at ${moment(document.madeAt)}.</p></header>`,
    `<nav aria-label="Contents"><ol>${contents}</ol></nav>`,
    ...document.sections.map(renderSection),
  ].join("\n");
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(document.title)}</title><style>${STYLE}</style></head>\n<body>\n${body}\n</body></html>\n`;
}

const renderSection = (section: Section): string =>
  `<section><h2 id="${section.id}">${escapeMarkup(section.title)}</h2><p class="answers">${escapeMarkup(standardsOf(section.answers))}</p>${section.blocks.map(renderBlock).join("\n")}</section>`;

function renderBlock(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p>${escapeMarkup(block.text)}</p>`;
    case "note":
      return `<p class="note">${escapeMarkup(block.text)}</p>`;
    case "facts":
      return `<dl>${block.facts.map(([term, value]) => `<dt>${escapeMarkup(term)}</dt><dd>${escapeMarkup(value)}</dd>`).join("")}</dl>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escapeMarkup(item)}</li>`).join("")}</ul>`;
    case "figure":
      return `<figure><h3>${escapeMarkup(block.title)}</h3>${block.svg}</figure>`;
    case "table": {
      const numeric = (at: number): string => (block.numeric?.[at] ? ' class="num"' : "");
      const head = block.columns.map((name, at) => `<th scope="col"${numeric(at)}>${escapeMarkup(name)}</th>`).join("");
      const rows = block.rows
        .map((row) => `<tr>${row.map((cell, at) => `<td${numeric(at)}>${escapeMarkup(cell)}</td>`).join("")}</tr>`)
        .join("\n");
      return `<h3>${escapeMarkup(block.title)}</h3><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
    }
  }
}
