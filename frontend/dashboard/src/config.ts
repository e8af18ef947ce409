/** `api`: base of the API, whose origin the page must be opened at; empty where that is wherever it is served. */
export type Configuration = { api: string };

const HERE: Configuration = { api: '' };

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
