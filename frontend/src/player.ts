/** The entry of the player, fetched where a page has one. */

export { enhancePlayer } from "./player/island";
