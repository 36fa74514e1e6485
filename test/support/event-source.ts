/** Reads server-sent events by the specification's own steps, and nothing of ours. */

export type SeenEvent = { readonly id: string; readonly event: string; readonly data: string };

export const eventSource = (response: Response) => {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  let lastId = "";
  let comments = 0;
  const waiting: SeenEvent[] = [];

  const take = (block: string): void => {
    let event = "message";
    const data: string[] = [];
    for (const line of block.split("\n")) {
      const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === "" && line.startsWith(":")) comments += 1;
      if (field === "id") lastId = value;
      if (field === "event") event = value;
      if (field === "data") data.push(value);
    }
    if (data.length > 0) waiting.push({ id: lastId, event, data: data.join("\n") });
  };

  /** False at the end. */
  const more = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    if (done) return false;
    buffer += decoder.decode(value, { stream: true });
    for (let at = buffer.indexOf("\n\n"); at >= 0; at = buffer.indexOf("\n\n")) {
      take(buffer.slice(0, at));
      buffer = buffer.slice(at + 2);
    }
    return true;
  };

  return {
    /** The next `count` events; throws when the stream ends before. */
    next: async (count: number): Promise<readonly SeenEvent[]> => {
      while (waiting.length < count) if (!(await more())) throw new Error("the stream ended");
      return waiting.splice(0, count);
    },
    /** Reads until a comment has come that had not. */
    heartbeat: async (): Promise<void> => {
      for (const before = comments; comments === before; ) if (!(await more())) throw new Error("the stream ended");
    },
    /** Resolves when the server ended it; what came before is thrown away. */
    ended: async (): Promise<void> => {
      while (await more()) waiting.length = 0;
    },
    lastId: () => lastId,
    close: () => reader.cancel(),
  };
};
