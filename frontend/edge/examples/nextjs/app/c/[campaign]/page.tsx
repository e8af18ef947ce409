export default async function Page({ params }: { params: Promise<{ campaign: string }> }) {
  const { campaign } = await params;
  return <h1>Welcome to {campaign}</h1>;
}
