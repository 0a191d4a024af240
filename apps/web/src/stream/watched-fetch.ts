/** A fetch that tells of every piece of an answer's body: heartbeats are signs of life too. */
export function watchedFetch(onSign: () => void): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (!answer.body) return answer;
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        onSign();
        controller.enqueue(piece);
      },
    });
    const { status, statusText, headers } = answer;
    return new Response(answer.body.pipeThrough(watch), { status, statusText, headers });
  };
}
