/** Has the browser save a file of these parts. */
export function saveCsv(parts: readonly string[], fileName: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // not before the browser has begun to read it
}
