/** ARM API versions that exported templates name: what the SDKs of this product send (apim-facts 1.1, 4). */
export const apiManagementVersion = "2024-05-01";
export const signalRVersion = "2024-03-01";
/** Arguments of every resource in use are the same in 4.55.0 and 5.2.0 of the provider (export-facts 3.1). */
export const azurermVersion = ">= 4.0.0, < 6.0.0";
