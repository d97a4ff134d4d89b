/** The entry of the body map, fetched where a page has one. */

export { enhanceBodyMap } from "./body-map/island";
