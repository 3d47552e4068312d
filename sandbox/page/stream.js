// The live wire: one EventSource that comes back by itself.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** Calls `onChange({place, user, …})` for each change and `onState(isLive)` when the wire opens or breaks. */
export function listen(path, { onChange, onState }) {
  let pause = FIRST_PAUSE;

  function open() {
    const source = new EventSource(path);
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      onState(true);
    });
    source.addEventListener("message", (event) => onChange(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      onState(false);
      // A browser retries a cut connection, but gives up after an error status (a restarting town): start anew.
      source.close();
      setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  }

  open();
}
