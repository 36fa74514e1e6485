/** Generated from the OpenAPI document by `npm run golden -- --write`. */
export {};
