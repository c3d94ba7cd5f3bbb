import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import pdfmake from "pdfmake";
import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { Block, ModelDocument, Section } from "./content.ts";
import { standardsOf } from "./standards.ts";
import { moment } from "./words.ts";

const FONTS = join(dirname(createRequire(import.meta.url).resolve("pdfmake/package.json")), "fonts", "Roboto");

/** How far down a page the heading of a section, and of a table, may stand: what it is of begins on the same page. */
const LAST_PLACE = { 1: 0.8, 2: 0.88 };

/** The document as a PDF of A4 pages with contents, page numbers and embedded fonts. Nothing is loaded but those fonts. */
export async function renderPdf(document: ModelDocument): Promise<Buffer> {
  pdfmake.setFonts({
    Roboto: {
      normal: join(FONTS, "Roboto-Regular.ttf"),
      bold: join(FONTS, "Roboto-Medium.ttf"),
      italics: join(FONTS, "Roboto-Italic.ttf"),
      bolditalics: join(FONTS, "Roboto-MediumItalic.ttf"),
    },
  });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(FONTS));
  const definition: TDocumentDefinitions = {
    info: { title: document.title, subject: document.subtitle, creationDate: new Date(document.madeAt) },
    pageSize: "A4",
    pageMargins: [48, 54, 48, 54],
    defaultStyle: { font: "Roboto", fontSize: 9.5, lineHeight: 1.25, color: "#0d1c26" },
    footer: (page, pages) => ({
      text: `${document.title}, ${moment(document.madeAt)}, page ${page} of ${pages}`,
      fontSize: 7.5,
      color: "#566570",
      alignment: "center",
      margin: [0, 18, 0, 0],
    }),
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      startPosition.verticalRatio > (LAST_PLACE[headlineLevel as keyof typeof LAST_PLACE] ?? Number.POSITIVE_INFINITY),
    content: [
      { text: document.title, fontSize: 22, bold: true, margin: [0, 0, 0, 2] },
      { text: `${document.subtitle}. Facts of the registry at ${moment(document.madeAt)}.`, color: "#566570", margin: [0, 0, 0, 14] },
      { toc: { title: { text: "Contents", bold: true, margin: [0, 0, 0, 4] } } },
      ...document.sections.flatMap(sectionContent),
    ],
  };
  return pdfmake.createPdf(definition).getBuffer();
}

const sectionContent = (section: Section): Content[] => [
  {
    stack: [
      { canvas: [{ type: "line", x1: 0, y1: 0, x2: 499, y2: 0, lineWidth: 1.2, lineColor: "#c2451f" }], margin: [0, 16, 0, 4] },
      { text: section.title, fontSize: 14, bold: true, tocItem: true, margin: [0, 0, 0, 2] },
      { text: standardsOf(section.answers), fontSize: 7.5, color: "#566570", margin: [0, 0, 0, 6] },
    ],
    unbreakable: true,
    headlineLevel: 1,
  },
  ...section.blocks.flatMap(blockContent),
];

function blockContent(block: Block): Content[] {
  switch (block.kind) {
    case "text":
      return [{ text: block.text, margin: [0, 0, 0, 6] }];
    case "note":
      return [{ text: block.text, background: "#fbf6ec", margin: [0, 0, 0, 6] }];
    case "list":
      return [{ ul: [...block.items], margin: [0, 0, 0, 6] }];
    case "figure":
      return [
        {
          stack: [
            { text: block.title, bold: true, margin: [0, 4, 0, 4] },
            { svg: block.svg, width: 430 },
          ],
          unbreakable: true,
          margin: [0, 0, 0, 8],
        },
      ];
    case "facts":
      return [
        {
          table: {
            widths: [130, "*"],
            body: block.facts.map(([term, value]) => [{ text: term, color: "#566570" }, { text: breakable(value) }]),
          },
          layout: "noBorders",
          margin: [0, 0, 0, 8],
        },
      ];
    case "table":
      return [
        { text: block.title, bold: true, margin: [0, 4, 0, 3], headlineLevel: 2 },
        {
          table: {
            headerRows: 1,
            widths: widthsOf(block),
            body: [
              block.columns.map((name, at) => ({ text: name, bold: true, alignment: align(block.numeric?.[at]) })),
              ...block.rows.map((row) => row.map((cell, at) => ({ text: breakable(cell), alignment: align(block.numeric?.[at]) }))),
            ],
          },
          fontSize: 8,
          layout: "lightHorizontalLines",
          margin: [0, 0, 0, 8],
        },
      ];
  }
}

/** Characters of a cell that take no room from others. */
const NARROW = 22;

/** Numbers and short words take what they need, long ones share the rest; where all are short, the first column has the rest. */
function widthsOf({ columns, rows, numeric }: Extract<Block, { kind: "table" }>): ("auto" | "*")[] {
  const isNarrow = columns.map((name, at) => numeric?.[at] || Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)) <= NARROW);
  return isNarrow.map((narrow, at) => (narrow && !(at === 0 && isNarrow.every(Boolean)) ? "auto" : "*"));
}

const align = (isNumeric: boolean | undefined): "left" | "right" => (isNumeric ? "right" : "left");

/** Lets a long word, such as a hash or a column's name, break over the lines of its cell: a zero-width space after every 16 characters. */
const breakable = (words: string): string => words.replace(/\S{17,}/g, (word) => word.replace(/.{16}/g, "$&\u200b"));
