// Rows as a file of comma-separated values.

// field quotes a value. Text that a spreadsheet would take for a formula begins with an apostrophe.
const field = (value: unknown): string => {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value ?? "");
  return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
};

export const csv = (rows: unknown[][]): string => rows.map((row) => row.map(field).join(",") + "\r\n").join("");

export function download(file: string, rows: unknown[][]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
