export async function notify(customer, text) {
  console.log(JSON.stringify({ customer, text }));
}
