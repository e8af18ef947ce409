/** Takes a trace id, an address or a fingerprint, from anywhere. */
export function SearchBox() {
  return null;
}
