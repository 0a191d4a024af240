export default { number: 1, title: 'Asking again and again: polling' };
