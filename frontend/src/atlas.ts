/** The entry of the body atlas, fetched where a page has one. */

export { enhanceAtlas } from "./atlas/island";
