import { openMemorySessionStore } from "../../../adapters/memory/session-store.ts";
import { sessionStoreContract } from "../../contract/session-store.ts";

sessionStoreContract("memory", openMemorySessionStore);
