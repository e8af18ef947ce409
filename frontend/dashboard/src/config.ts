/** What the server that serves the page says of itself; `api`: base of the API, empty where it is this very origin. */
export type Configuration = { api: string; stage: string; version: string };

const HERE: Configuration = { api: '', stage: '', version: '' };

/** Reads `config.json` beside the page. A page without one talks to its own origin. */
export async function readConfiguration(): Promise<Configuration> {
  try {
    const answer = await fetch(`${import.meta.env.BASE_URL}config.json`, { cache: 'no-store' });
    if (!answer.ok) return HERE;
    return { ...HERE, ...((await answer.json()) as Partial<Configuration>) };
  } catch {
    return HERE;
  }
}

/** Where the service wants the page to be opened, if it is not here: cookies and the page's policy allow one origin. */
export function rightOrigin(configuration: Configuration, current: string): string | null {
  if (!configuration.api) return null;
  try {
    const { origin } = new URL(configuration.api);
    return origin === current ? null : origin;
  } catch {
    return null;
  }
}
