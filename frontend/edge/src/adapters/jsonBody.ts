/** A body that is read on its way past, for what it says; the one that goes on is not touched. */

const MOST_BYTES = 65_536;
const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * What its JSON says, undefined where there is none of at most 64 KiB. To be called before anybody reads the message,
 * which it copies at once; to be waited for in the background, since the body comes as slowly as its sender sends it.
 */
export async function readJsonCopy(message: Request | Response): Promise<unknown> {
  try {
    if (!message.body || !JSON_TYPE.test(message.headers.get('content-type') ?? '')) return undefined;
    if (Number(message.headers.get('content-length')) > MOST_BYTES) return undefined;
    const text = await textOf(message.clone().body);
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined; // read already, broken off, no JSON
  }
}

async function textOf(body: ReadableStream<Uint8Array> | null): Promise<string | undefined> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; ;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MOST_BYTES) {
      // Not awaited: a copy's end waits for that of the message itself.
      void reader?.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
