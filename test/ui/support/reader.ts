import { looksLikeOurs, recognise } from "../../../src/apim/recognise.ts";
import { InstanceReader } from "../../../src/ui/tree/instanceReader.ts";

/** Reads instances as the editor does; `files` is what outlives a window. */
export function testReader(files = new Map<string, string>(), now?: () => number): InstanceReader {
  const save = (account: string, of: string, text: string): Promise<void> => Promise.resolve(void files.set(`${account} ${of}`, text));
  return new InstanceReader({ looksLikeOurs, recognise, store: { load: (account, of) => Promise.resolve(files.get(`${account} ${of}`) ?? ""), save }, ...(now && { now }) });
}
