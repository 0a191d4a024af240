export default { number: 3, title: 'One response that does not end: the bytes of SSE' };
