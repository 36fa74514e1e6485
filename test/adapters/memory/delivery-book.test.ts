import { openMemoryDeliveryBook } from "../../../adapters/memory/delivery-book.ts";
import { deliveryBookContract } from "../../contract/delivery-book.ts";

deliveryBookContract("memory", openMemoryDeliveryBook);
