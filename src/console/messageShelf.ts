import { places } from "./draft.ts";
import type { Draft, Place, SavedMessage } from "./draft.ts";
import { readMessages, withMessage, withoutMessage } from "./savedMessages.ts";

/** Where saved messages are kept, as texts. */
export interface MessageFiles {
  /** Undefined where there is none. */
  read(place: Place): Promise<string | undefined>;
  /** @throws Problem where the place does not exist, as without a folder open */
  write(place: Place, text: string): Promise<void>;
}

/** The saved messages of both places. */
export class MessageShelf {
  readonly #files: MessageFiles;

  constructor(files: MessageFiles) {
    this.#files = files;
  }

  /** All of them, those of the workspace first. @throws Problem `messagesUnreadable` */
  async list(): Promise<SavedMessage[]> {
    const lists = await Promise.all(places.map(async (place) => readMessages(await this.#files.read(place), place)));
    return lists.flat();
  }

  /** Saves, in the place of one of the same name. */
  async save(name: string, place: Place, draft: Draft): Promise<void> {
    await this.#files.write(place, withMessage(await this.#files.read(place), name, draft));
  }

  async remove(name: string, place: Place): Promise<void> {
    await this.#files.write(place, withoutMessage(await this.#files.read(place), name));
  }
}
