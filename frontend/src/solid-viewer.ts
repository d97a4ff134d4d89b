/** The heavy part of the body in three dimensions: fetched when somebody opens it. */

export { openSolid } from "./solid/viewer";
