/** CSV as RFC 4180 has it, for spreadsheets that must neither misread nor run what is in it. */

/** Without it Excel takes UTF-8 for something else, and Korean is garbled. */
const BYTE_ORDER_MARK = '\uFEFF';
/** A cell that begins so is a formula to a spreadsheet, or becomes one once what stands before it is cut off. */
const FORMULA = /^[=+\-@\t\r]/;

/** Every cell is quoted: one with a semicolon would be two where the spreadsheet separates by semicolons. */
function cell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

export function csvHeader(names: readonly string[]): string {
  return BYTE_ORDER_MARK + line(names);
}

export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map(line).join('');
}
